"""What the product is compared with: the same account answered by what people build such accounts with."""
