"""The command that checks files."""

from __future__ import annotations

import json

from django.core.management import call_command

from tests.questionnaires.lists import a_list, question


def test_each_file_is_named_with_its_title_or_with_the_element_that_is_to_blame(tmp_path, capsys):
    good, bad = tmp_path / "goed.json", tmp_path / "fout.json"
    good.write_text(json.dumps(a_list(question("a"))))
    bad.write_text(json.dumps(a_list(question("a", "attachment"))))
    call_command("check_questionnaires", str(good), str(bad))

    first, second = capsys.readouterr().out.splitlines()
    assert first == "goed.json\timports\tKlachten na twee weken"
    assert second.startswith("fout.json\trefused\titem[0].type: ")
