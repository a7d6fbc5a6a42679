"""What ended processes counted does not stay."""

from __future__ import annotations

from beterdichtbij.launching.figures import forget_figures


def test_a_start_removes_what_ended_processes_counted(tmp_path):
    folder = tmp_path / "metrics"
    folder.mkdir()
    for name in ("counter_17.db", "gauge_livesum_17.db", "notes.txt"):
        (folder / name).write_text("x")

    forget_figures({}, tmp_path)

    assert [each.name for each in folder.iterdir()] == ["notes.txt"]


def test_the_folder_may_be_elsewhere_or_not_there(tmp_path):
    (tmp_path / "counter_17.db").write_text("x")

    forget_figures({"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}, tmp_path / "data")
    forget_figures({}, tmp_path / "data")

    assert not list(tmp_path.iterdir())
