"""Every article of the rules is carried by something, proved by something, or says why not."""

from __future__ import annotations

from docs.make_law_coverage import Article, Covered, coverage, page

COVERED = coverage()


def gaps(covered: tuple[Covered, ...]) -> list[str]:
    """Articles that have no reason to be without a rule, and yet have none, or no test."""
    return [each.article.place for each in covered if not each.article.without_rule and not ((each.figures or each.modules) and each.tests)]


def test_the_list_of_articles_is_whole() -> None:
    assert [each.article.place for each in COVERED if each.article.place.isdecimal()] == [str(number) for number in range(1, 28)]


def test_every_article_is_carried_and_proved_or_says_why_not() -> None:
    assert gaps(COVERED) == []


def test_an_article_nobody_carries_or_proves_is_found() -> None:
    """The control: planted articles, one without a rule, one without a test."""
    article = Article(place="99", zh="虚构", en="fiction")
    assert gaps((Covered(article, (), (), ("tests/x.py",)), Covered(article, ("a/b",), ("domain/x.py",), ()))) == ["99", "99"]


def test_the_page_names_figure_module_and_test_of_the_final_papers() -> None:
    row = next(line for line in page(COVERED).splitlines() if line.startswith("| 21 |"))
    assert "`revision/months`" in row
    assert "`domain/calendar/deadline.py`" in row
    assert "`tests/law/8-final-papers.yaml`" in row
    assert "`revision/starts-on` 暂定 R-01" in row
