"""The mapping whose changed copies share what did not change."""

from hypothesis import given
from hypothesis import strategies as st

from imprimatur.sharded import MOST, ShardedMap

KEYS = st.integers(0, 400)


@given(
    st.dictionaries(KEYS, st.integers()),
    st.lists(st.dictionaries(KEYS, st.none() | st.integers()), max_size=6),
)
def test_it_is_a_dictionary_that_leaves_the_one_before_as_it_was(
    entries: dict[int, int], steps: list[dict[int, int | None]]
) -> None:
    plain, sharded = dict(entries), ShardedMap(entries)
    for step in steps:
        before, copy = sharded, dict(plain)
        sharded = sharded.changed(step)
        for key, value in step.items():
            if value is None:
                plain.pop(key, None)
            else:
                plain[key] = value
        assert (dict(sharded), len(sharded), sharded) == (plain, len(plain), ShardedMap(plain))
        assert (dict(before), len(before)) == (copy, len(copy))
        assert all(key in sharded and sharded.get(key) == sharded[key] for key in plain)
        assert [sharded.get(key, "none") for key in range(500, 503)] == ["none"] * 3


def test_it_is_laid_out_anew_when_it_has_grown() -> None:
    grown = ShardedMap[int, int]()
    for start in range(0, 4 * MOST, MOST):
        grown = grown.changed(dict.fromkeys(range(start, start + MOST), 1))
    assert (len(grown), dict(grown)) == (4 * MOST, dict.fromkeys(range(4 * MOST), 1))
    assert max(len(shard) for shard in grown._shards) <= MOST
