"""An attacker's hour: what somebody would try against the whole product, and that it holds."""
