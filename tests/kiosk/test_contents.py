"""What the screen can show."""

from answers.sources import bundled_documents
from community_catalog.domains import KEY_DOMAINS, find_domain
from kiosk.contents import Contents, known_as
from tests.kiosk.builders import a_catalog, a_document


def codes(documents: object) -> list[str]:
    return [document.code for document in documents]  # type: ignore[attr-defined]


def test_items_with_a_guide_stand_first_in_their_topic() -> None:
    topic = Contents(a_catalog()).topic(KEY_DOMAINS[0])

    assert codes(topic) == ["YL-008", "YL-001"]


def test_only_topics_with_items_are_offered_key_ones_first() -> None:
    contents = Contents([a_document("HJ-001", "出生登记", domain="户籍管理"), *a_catalog()])

    assert [topic.name for topic in contents.topics()] == ["养老服务", "社会救助", "户籍管理"]


def test_an_item_is_found_by_its_name_by_what_people_call_it_and_by_a_short_wording() -> None:
    contents = Contents(a_catalog())

    assert codes(contents.search("gljt"))[0] == "YL-008"
    assert codes(contents.search("dbh"))[0] == "SJ-006"
    assert codes(contents.search("lrqzml")) == ["YL-008"]


def test_another_items_code_does_not_bring_the_bundled_items_words() -> None:
    contents = Contents([a_document("SJ-006", "慈善捐赠信息", domain="社会救助")])

    assert codes(contents.search("dbh")) == []
    assert known_as(contents.items["SJ-006"]) == ""


def test_people_read_what_an_official_name_is_about() -> None:
    assert known_as(a_document("SJ-006", "最低生活保障办事指南")) == "低保"
    assert known_as(a_document("YL-008", "高龄津贴申领指南")) == ""


def test_the_letters_of_the_minimum_allowance_guide_find_it_first_in_the_bundled_catalog() -> None:
    contents = Contents(bundled_documents(None))

    assert [codes(contents.search(letters))[0] for letters in ("dbzn", "db", "zdshbz")] == ["SJ-006"] * 3


def test_every_bundled_item_stands_in_a_topic_of_the_screen() -> None:
    contents = Contents(bundled_documents(None))

    assert sum(len(contents.topic(domain)) for domain in contents.topics()) == len(contents.items) == 360
    assert all(find_domain(document.row.domain) for document in contents.items.values())
