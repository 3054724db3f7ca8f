from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from a09web.sandbox.tree import ROOT, Node, Tree


def tree() -> Tree:
    """Two branches from step 1, the older of which was gone on with last."""
    return Tree([Node(1, 0, "Tick", 1), Node(2, 1, "A", 2), Node(3, 1, "B", 2), Node(4, 2, "C", 3), Node(5, 0, "D", 1)])


def test_the_initial_state_and_the_steps_are_in_the_tree_and_nothing_else() -> None:
    assert all(number in tree() for number in range(6))
    assert 6 not in tree()
    assert -1 not in tree()
    assert ROOT in Tree([])


def test_a_path_leads_from_the_initial_state_to_the_step() -> None:
    assert [node.name for node in tree().path(4)] == ["Tick", "A", "C"]
    assert tree().path(ROOT) == []


def test_children_are_listed_oldest_first() -> None:
    assert [node.number for node in tree().children(1)] == [2, 3]
    assert tree().children(4) == []


def test_a_child_is_found_by_its_name_only_below_its_parent() -> None:
    found = tree().child(1, "B")
    assert found is not None
    assert found.number == 3
    assert tree().child(1, "C") is None
    assert tree().child(ROOT, "A") is None


def test_the_end_of_a_branch_follows_the_step_that_was_first_taken_last() -> None:
    assert tree().leaf_below(1) == 3
    assert tree().leaf_below(2) == 4
    assert tree().leaf_below(4) == 4
    assert tree().leaf_below(ROOT) == 5
    assert Tree([]).leaf_below(ROOT) == ROOT


def test_a_step_that_is_added_is_found() -> None:
    grown = tree()
    grown.add(Node(6, 4, "E", 4))
    assert 6 in grown
    assert grown.leaf_below(2) == 6
    assert [node.number for node in grown.path(6)] == [1, 2, 4, 6]


@given(st.lists(st.integers(min_value=0, max_value=30), max_size=30))
def test_every_path_is_as_long_as_the_step_is_deep(parents: list[int]) -> None:
    grown = Tree([])
    for number, wish in enumerate(parents, start=1):
        parent = wish % number
        depth = 1 + len(grown.path(parent))
        grown.add(Node(number, parent, f"s{number}", depth))
    for number, node in grown.nodes.items():
        path = grown.path(number)
        assert len(path) == node.depth
        assert path[-1] == node
        assert all(child.parent == parent.number for parent, child in zip(path, path[1:], strict=False))
        assert not grown.children(grown.leaf_below(number))
