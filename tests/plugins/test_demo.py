"""The demonstration's memory: who holds the folder, and which ports it takes."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.demo.state import PORTS, Running, answers, any_free, clean, held, note, open_state, save


def test_a_folder_is_held_by_one_process_and_told_to_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with held(folder) as lock:
        note(lock, "http://127.0.0.1:8700, kill 4711")
        with pytest.raises(Running, match="8700, kill 4711"), held(folder):
            pass
    with held(folder):
        pass


def test_a_child_that_outlives_its_parent_still_holds_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with held(folder) as lock:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[lock])
    try:
        with pytest.raises(Running), held(folder):
            pass
    finally:
        child.communicate(b"\n")
    with held(folder):
        pass


def test_a_remembered_port_that_is_taken_gives_way_and_one_asked_for_does_not(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        state = open_state(tmp_path, None)
        assert set(state.ports) == set(PORTS)
        state.ports["pos"] = taken
        save(tmp_path, state)
        again = open_state(tmp_path, None)
        assert again.ports["pos"] != taken
        assert again.password == state.password
        with pytest.raises(OSError, match=str(taken)):
            open_state(tmp_path, taken)
    assert open_state(tmp_path, None).ports["pos"] == taken


def test_nobody_answers_on_a_free_port() -> None:
    assert not answers(any_free())


def test_half_a_story_begins_anew_and_a_strange_folder_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    clean(folder, even_finished=True)
    state = open_state(folder, None)
    clean(folder, even_finished=False)
    assert not folder.exists()
    state.done = True
    save(folder, state)
    clean(folder, even_finished=False)
    assert open_state(folder, None).done
    clean(folder, even_finished=True)
    assert not folder.exists()
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(OSError, match="not a folder of the demo"):
        clean(tmp_path, even_finished=True)
