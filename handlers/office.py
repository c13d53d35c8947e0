"""Whom residents can reach in person. Only what is published and sourced; nothing is guessed."""

# 鼓楼区政府信息公开工作办公室, as published in the district government's disclosure guide (gl.gov.cn).
NAME = "鼓楼区政府信息公开工作办公室"
TELEPHONE = "0591-87573297"
ADDRESS = "津泰路98号5号楼"
HOTLINE = "12345"
