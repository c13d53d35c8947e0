"""The district's disclosure office: whom residents can always ring."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Office:
    """An office as published; `source` says where."""

    name: str
    telephone: str
    address: str
    source: str

    @property
    def telephone_link(self) -> str:
        """The number as a link a phone dials."""
        return "tel:+86" + self.telephone.removeprefix("0").replace("-", "")


DISCLOSURE_OFFICE = Office(
    name="鼓楼区政府信息公开工作办公室",
    telephone="0591-87573297",
    address="津泰路 98 号 5 号楼",
    source="鼓楼区人民政府网站 gl.gov.cn《政府信息公开指南》",
)
