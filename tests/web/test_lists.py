import pytest
from django.test import RequestFactory

from portal.web.lists import List, address, facet
from tests.web.showcase import COLUMNS, FakeRows

pytestmark = pytest.mark.urls("tests.web.showcase")


def listing(path="/list/", rows=80, **options):
    request = RequestFactory().get(path)
    return List(request=request, rows_found=FakeRows(range(rows)), columns=COLUMNS, title="Avtal", **options)


def test_pages():
    assert (listing().pages, listing().first, listing().last) == (4, 1, 25)
    assert (listing("/list/?page=4").first, listing("/list/?page=4").last) == (76, 80)
    assert listing("/list/?size=50").pages == 2
    assert listing(rows=0).pages == 1


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 30, ""])
def test_a_page_number_from_outside_is_not_trusted(page):
    assert 1 <= listing(f"/list/?page={page}").page <= 4


def test_a_page_past_the_end_is_the_last():
    assert listing("/list/?page=99").page == 4


def test_gaps_between_page_numbers():
    links = listing("/list/?page=20", rows=1000).page_links
    assert [link["number"] for link in links] == [1, None, 19, 20, 21, None, 40]


def test_the_address_is_the_state():
    request = RequestFactory().get("/list/?q=st%C3%A4d&status=a&status=b&page=3&sort=title")
    assert address(request, sort="-title") == "/list/?q=st%C3%A4d&status=a&status=b&sort=-title"
    assert address(request, q=None, status=["a"]) == "/list/?status=a&sort=title"


def test_a_facet_toggles_its_values_and_keeps_the_chosen_empty_ones():
    request = RequestFactory().get("/list/?status=a")
    found = facet(request, "status", "Status", [("a", "A", 0), ("b", "B", 4), ("c", "C", 0)])
    assert [(o.value, o.selected, o.url) for o in found.options] == [
        ("a", True, "/list/"),
        ("b", False, "/list/?status=a&status=b"),
    ]
    assert found.active


def test_chips_remove_what_they_name():
    request = RequestFactory().get("/list/?q=ost&status=a")
    group = facet(request, "status", "Status", [("a", "A", 3)])
    chips = listing("/list/?q=ost&status=a", facets=[group], search_label="Search").chips
    assert [(chip.value, chip.url) for chip in chips] == [("ost", "/list/?status=a"), ("A", "/list/?q=ost")]


def test_sorting_says_where_it_stands():
    assert listing(sort="title").sort_of(COLUMNS[0]) == {"url": "/list/?sort=-title", "aria": "ascending"}
    assert listing(sort="-title").sort_of(COLUMNS[0])["aria"] == "descending"
    assert [c["value"] for c in listing(sort="-title").sort_choices if c["current"]] == ["-title"]


def test_list(client):
    page = client.get("/list/?status=i+kraft&sort=-maximum").content.decode()
    assert "<html" in page
    assert 'aria-sort="descending"' in page
    assert page.index("Exempelleverantören 79") < page.index("Exempelleverantören 77")
    assert client.get("/list/?q=finns-inte").status_code == 200


def test_htmx_gets_the_list_alone(client):
    page = client.get("/list/", headers={"HX-Request": "true", "HX-Target": "list"}).content.decode()
    assert "<html" not in page
    assert page.lstrip().startswith('<div class="list-region')
    whole = client.get("/list/", headers={"HX-Request": "true", "HX-Target": "other"}).content.decode()
    assert "<html" in whole


@pytest.mark.django_db  # closing a response asks after the connection
def test_a_file_holds_exactly_what_is_shown(client):
    response = client.get("/list/?status=i+kraft&q=formel&sort=title&export=csv&page=2")
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 1 + 11
    assert lines[1].startswith("'=Formel;")
    response = client.get("/list/?export=xlsx")
    assert b"".join(response.streaming_content).startswith(b"PK")
    response.close()


def test_an_unknown_order_is_ignored(client):
    assert client.get("/list/?sort=password").status_code == 200
