"""Documents and their explanations stand beside each other only where a catalog has both."""

from hypothesis import given
from hypothesis import strategies as st

from community_catalog.bundled import bundled_rows
from community_catalog.directory import Entry
from community_catalog.policies import Policy, policies

NAMES = st.sampled_from(("政策文件", "政策解读", "法律法规", "办事指南", "名单", "重大政策解读和回应"))


def an_entry(name: str, code: str = "SJ-001", domain: str = "社会救助", level1: str = "综合业务") -> Entry:
    return Entry(code, name, domain, level1, (), (), "决策")


def codes(policy: Policy) -> tuple[list[str], list[str]]:
    documents, readings = policy.documents, policy.readings
    return [entry.code for entry in documents], [entry.code for entry in readings]


def test_documents_stand_beside_what_explains_them() -> None:
    law, guide, reading = an_entry("社会救助政策法规文件", "A"), an_entry("办事指南", "B"), an_entry("政策解读", "C")

    (policy,) = policies([law, guide, reading])

    assert codes(policy) == (["A"], ["C"])
    assert policy.codes == {"A", "C"}


def test_where_one_of_the_two_is_missing_nothing_is_shown() -> None:
    assert policies([an_entry("政策文件", "A"), an_entry("法律法规", "B")]) == []
    assert policies([an_entry("政策解读")]) == []


def test_another_domain_or_heading_explains_nothing() -> None:
    document = an_entry("政策文件", "A")

    assert policies([document, an_entry("政策解读", "B", domain="养老服务")]) == []
    assert policies([document, an_entry("政策解读", "B", level1="临时救助")]) == []


def test_headings_that_only_name_the_kind_of_document_are_one() -> None:
    document = an_entry("农村危房改造相关文件", "A", level1="部门文件")
    reading = an_entry("农村危房改造政策解读", "B", level1="政策解读")

    (policy,) = policies([document, reading])

    assert codes(policy) == (["A"], ["B"])


def test_the_bundled_catalog_has_a_policy_in_each_domain_that_explains_one() -> None:
    entries = [
        Entry(row.code, row.name, row.domain, row.level1, row.subjects, row.levels, row.stage) for row in bundled_rows()
    ]

    found = {policy.domain: codes(policy) for policy in policies(entries)}

    assert found == {
        "养老服务": (["YL-001"], ["YL-004"]),
        "社会救助": (["SJ-001"], ["SJ-004"]),
        "保障性住房": (["ZF-001", "ZF-002"], ["ZF-003"]),
        "义务教育": (["YJ-001", "YJ-002"], ["YJ-003"]),
        "安全生产": (["AQ-001", "AQ-002", "AQ-003"], ["AQ-006"]),
        "农村危房改造": (["WF-001"], ["WF-002"]),
        "救灾": (["JZ-001", "JZ-002", "JZ-003"], ["JZ-005"]),
    }


@given(st.lists(st.tuples(NAMES, st.sampled_from(("甲", "乙")), st.sampled_from(("政策文件", "综合业务")))))
def test_both_sides_always_hold_something_of_one_domain_and_no_item_stands_twice(
    items: list[tuple[str, str, str]],
) -> None:
    entries = [an_entry(name, str(number), domain, level1) for number, (name, domain, level1) in enumerate(items)]

    found = policies(entries)

    everything = [entry for policy in found for entry in (*policy.documents, *policy.readings)]
    assert len({entry.code for entry in everything}) == len(everything)
    for policy in found:
        assert policy.documents
        assert policy.readings
        assert {entry.domain for entry in (*policy.documents, *policy.readings)} == {policy.domain}
