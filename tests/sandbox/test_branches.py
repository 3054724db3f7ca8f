"""The tree of everything that was tried, drawn small: one row for each branch."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a09web.sandbox.branches import LEFT, TOP, WIDTH, Branch, BranchPicture, draw_branches
from a09web.sandbox.panels import render_panels
from a09web.sandbox.reveal import DIAGNOSE
from a09web.sandbox.tree import ROOT, Node, Tree

from .html import Html
from .making import made, moment, move, step, stored

TREES = st.lists(st.integers(min_value=0, max_value=30), max_size=30)
"""For each step in turn from which of those before it was taken, counted round."""

PATH = re.compile(r"M([\d.]+) ([\d.]+)V([\d.]+)H([\d.]+)", re.ASCII)


def tree_of(parents: list[int]) -> Tree:
    grown = Tree([])
    for number, wish in enumerate(parents, start=1):
        parent = wish % number
        grown.add(Node(number, parent, f"s{number}", 1 + len(grown.path(parent))))
    return grown


def chain(length: int) -> list[int]:
    """One step after another."""
    return list(range(length))


def drawn(tree: Tree, at: int = ROOT) -> BranchPicture:
    """The picture with the branch on the page that a moment at this step shows."""
    picture = draw_branches(tree, {ROOT, *(node.number for node in tree.path(tree.leaf_below(at)))}, at)
    assert picture is not None
    return picture


def leaves(tree: Tree) -> set[int]:
    return {number for number in (ROOT, *tree.nodes) if not tree.children(number)}


def ends(branch: Branch) -> tuple[float, float, float, float]:
    """Where the path of a row begins, to which row it goes, and where it ends."""
    match = PATH.fullmatch(branch.path)
    assert match is not None, branch.path
    x, y, row, end = map(float, match.groups())
    return x, y, row, end


def steps_of(tree: Tree, picture: BranchPicture) -> dict[int, list[int]]:
    """The steps that each row draws, by its last one: a row begins to the right of where its path begins."""
    depth = {ROOT: 0, **{node.number: node.depth for node in tree.nodes.values()}}
    width = (picture.width - 2 * LEFT) / max(depth.values())
    rows = {}
    for branch in picture.branches:
        x = ends(branch)[0]
        path = [ROOT, *(node.number for node in tree.path(branch.end))]
        # The first row alone begins at the dot of the initial state, which is on it.
        rows[branch.end] = [n for n in path if LEFT + width * depth[n] > x + width / 2 or branch.y == TOP]
    return rows


def test_nothing_is_drawn_before_something_branches() -> None:
    assert draw_branches(Tree([]), {ROOT}, ROOT) is None
    assert draw_branches(tree_of(chain(5)), {0, 1, 2, 3, 4, 5}, 3) is None


def test_two_branches_from_the_second_step() -> None:
    picture = drawn(tree_of([0, 1, 2, 2, 4]), at=2)
    first, second = picture.branches
    assert (first.path, first.end, first.depth) == ("M8 9V9H50", 3, 3)
    assert (second.path, second.end, second.depth) == ("M36 9V23H64", 5, 4)
    assert [(branch.x, branch.y) for branch in picture.branches] == [(50, 9), (64, 23)]
    assert picture.here == (36, 9)
    assert (picture.width, picture.height) == (72, 32)


@given(TREES)
def test_there_are_as_many_rows_as_ends(parents: list[int]) -> None:
    tree = tree_of(parents)
    picture = draw_branches(tree, {ROOT}, ROOT)
    if len(leaves(tree)) < 2:
        assert picture is None
        return
    assert picture is not None
    assert sorted(branch.end for branch in picture.branches) == sorted(leaves(tree))
    assert len({branch.y for branch in picture.branches}) == len(picture.branches)


@given(TREES.map(tree_of).filter(lambda tree: len(leaves(tree)) > 1))
def test_every_step_is_in_exactly_one_row_and_rows_hang_on_the_row_of_the_step_before(tree: Tree) -> None:
    picture = drawn(tree)
    rows = steps_of(tree, picture)
    counted = Counter(number for steps in rows.values() for number in steps)
    assert counted == dict.fromkeys((ROOT, *tree.nodes), 1)
    y = {number: branch.y for branch in picture.branches for number in rows[branch.end]}
    for branch in picture.branches:
        first = rows[branch.end][0]
        from_x, from_y, row, to_x = ends(branch)
        assert (row, to_x) == (branch.y, branch.x)
        parent = ROOT if first == ROOT else tree.nodes[first].parent
        assert (from_x, from_y) == (drawn(tree, parent).here[0], y[parent])
        assert branch.depth == len(tree.path(branch.end))


@given(TREES.map(tree_of).filter(lambda tree: len(leaves(tree)) > 1), st.integers(min_value=0, max_value=30))
def test_the_branch_on_the_page_is_marked_and_no_other(tree: Tree, wish: int) -> None:
    at = wish % (len(tree.nodes) + 1)
    assert [branch.end for branch in drawn(tree, at).branches if branch.is_shown] == [tree.leaf_below(at)]


def assert_inside(tree: Tree, picture: BranchPicture) -> None:
    for branch in picture.branches:
        x, y, row, end = ends(branch)
        assert min(x, end) > 0
        assert max(x, end) < picture.width
        assert min(y, row) > 0
        assert max(y, row) < picture.height
    assert picture.width <= WIDTH + 2 * LEFT
    assert picture.here[0] < picture.width


@given(TREES.map(tree_of).filter(lambda tree: len(leaves(tree)) > 1), st.integers(min_value=0, max_value=30))
def test_everything_is_inside_the_picture(tree: Tree, wish: int) -> None:
    at = wish % (len(tree.nodes) + 1)
    picture = drawn(tree, at)
    assert_inside(tree, picture)
    x, y = picture.here
    assert 0 < x < picture.width
    assert 0 < y < picture.height


def test_fifty_branches_from_one_step_are_drawn_below_one_another_oldest_first() -> None:
    tree = tree_of([0, *[1] * 50])
    picture = drawn(tree, at=51)
    assert [branch.end for branch in picture.branches] == list(range(2, 52))
    assert [branch.y for branch in picture.branches] == [9 + 14 * row for row in range(50)]
    assert picture.here == (picture.branches[-1].x, picture.branches[-1].y)
    assert_inside(tree, picture)


@pytest.mark.parametrize("at", [1, 500, 1000, 1001])
def test_a_branch_of_a_thousand_steps_is_drawn_within_the_width(at: int) -> None:
    tree = tree_of([*chain(1000), 500])
    picture = drawn(tree, at)
    assert [branch.end for branch in picture.branches] == [1000, 1001]
    assert picture.branches[0].x == LEFT + WIDTH
    assert_inside(tree, picture)


def test_branches_within_branches_a_thousand_deep_are_drawn() -> None:
    """Each step was followed by two others, the younger of which was gone on with."""
    parents = [0, 0]
    while len(parents) < 1000:
        parents += [len(parents)] * 2
    tree = tree_of(parents)
    assert len(drawn(tree, at=1000).branches) == len(leaves(tree)) == 501


# On the page


@pytest.mark.django_db
def test_each_branch_on_the_page_leads_to_its_end_and_the_shown_one_is_marked() -> None:
    sandbox = made("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)")
    assert render_panels(moment(sandbox))["branches"].html.strip() == ""
    move(sandbox, 2)
    step(sandbox, "Claim(w2,r1)")
    address = sandbox.get_absolute_url()
    for at, x, shown in ((5, 50, 5), (1, 22, 5), (3, 50, 4)):
        picture = Html(render_panels(moment(sandbox, at))["branches"].html)
        assert [urljoin(address, link.attributes["href"]) for link in picture.all("a")] == [
            f"{address}?at=4",
            f"{address}?at=5",
        ]
        rows = {branch.end: branch for branch in drawn(Tree.of(stored(sandbox)), at).branches}
        (path,) = picture.all("path", **{"class": "shown"})
        assert path.attributes["d"] == rows[shown].path
        (here,) = picture.with_class("branch-here")
        assert float(here.attributes["cx"]) == x


@pytest.mark.django_db
def test_where_the_flags_are_hidden_there_is_no_picture_that_a_toggle_could_be_read_from() -> None:
    sandbox = made("+EarlyRelease", "Materialize(r1)")
    move(sandbox, 0)
    step(sandbox, "Tick")
    assert moment(sandbox).branches is not None
    assert moment(sandbox, policy=DIAGNOSE).branches is None
