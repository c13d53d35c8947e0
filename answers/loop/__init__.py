"""The loop: what nobody could answer becomes a wording, is checked against all others, and is released by two people.

`models` is what is stored. `releases`: which wordings and which knowledge are in force. `changes`, `checking`,
`releasing`: how people change them. `grouping`, `groups`, `telling`: questions without an answer, and those who asked.
"""
