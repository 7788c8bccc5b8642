"""The catalogues: `extract` new messages, list `missing` ones, `write` translations, `check` all.

Messages of code and templates are English and get Chinese (`zh/…/messages.po`); names in diagrams,
forms, checklists and plans are Chinese and get English (`en/…/diagrams.po`). Nothing is compiled:
the program reads the text files.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po
from lxml import etree

from engine import document_forms
from engine.commands.papers import ON_DEMAND

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "web" / "translations"
CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
KEYWORDS: Final = {"_l": None, "_n": (1, 2)}
_CHANGING: Final = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Last-Translator",
    "Language-Team",
    "Report-Msgid-Bugs-To",
)
METHODS: Final = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS: Final = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}


def main(arguments: list[str]) -> int:
    """Do what the first argument says."""
    commands: dict[str, Callable[[list[str]], int]] = {
        "extract": extract,
        "update": extract,
        "missing": missing,
        "write": write,
        "check": check,
    }
    command = commands.get(arguments[0] if arguments else "")
    if command is None:
        print(f"say one of: {', '.join(commands)}")
        return 2
    return command(arguments[1:])


def extract(_arguments: list[str]) -> int:
    """Bring the catalogues up to date with the sources; translations are kept."""
    for name, catalogue in (("messages", _messages()), ("diagrams", _diagrams())):
        known = _read(name)
        for message in catalogue:
            if not message.id:
                continue
            before = known.get(message.id)
            if before is not None:
                message.string = before.string
        _save(name, catalogue)
        print(f"{name}: {len(catalogue)} messages, {len(_untranslated(catalogue))} missing")
    return 0


def missing(_arguments: list[str]) -> int:
    """Print what has no translation yet, as JSON to be filled in and given to `write`."""
    answer = {name: dict.fromkeys(_untranslated(_read(name)), "") for name in _LANGUAGE}
    print(json.dumps(answer, ensure_ascii=False, indent=1))
    return 0


def write(arguments: list[str]) -> int:
    """Take translations from JSON files: {"messages": {id: text}, "diagrams": {id: text}}."""
    for path in arguments:
        given = json.loads(Path(path).read_text(encoding="utf-8"))
        for name, texts in given.items():
            catalogue = _read(name)
            for key, text in texts.items():
                message = catalogue.get(key)
                if message is None:
                    print(f"{name}: nobody says {key!r}")
                elif text:
                    message.string = (text,) if isinstance(message.id, tuple | list) else text
            _save(name, catalogue)
    return 0


def check(_arguments: list[str]) -> int:
    """Fail when a message is missing, fuzzy, stale, or loses one of its parameters."""
    problems = []
    for name, fresh in (("messages", _messages()), ("diagrams", _diagrams())):
        known = _read(name)
        ids, kept = _ids(fresh), _ids(known)
        problems += [f"{name}: not extracted: {one!r}" for one in sorted(ids - kept)]
        problems += [f"{name}: no longer used: {one!r}" for one in sorted(kept - ids)]
        problems += [f"{name}: not translated: {one!r}" for one in _untranslated(known)]
        problems += [
            f"{name}: fuzzy: {message.id!r}" for message in known if message.fuzzy and message.id
        ]
        problems += [
            f"{name}: other parameters: {message.id!r}"
            for message in known
            if message.id and _parameters(message.id) != _parameters(message.string)
        ]
    print("\n".join(problems) or "translations are complete")
    return 1 if problems else 0


_LANGUAGE: Final = {"messages": "zh", "diagrams": "en"}


def _path(name: str) -> Path:
    return FOLDER / _LANGUAGE[name] / "LC_MESSAGES" / f"{name}.po"


def _empty(name: str) -> Catalog:
    return Catalog(
        locale=_LANGUAGE[name], domain=name, project="Yancha", fuzzy=False, charset="utf-8"
    )


def _read(name: str) -> Catalog:
    path = _path(name)
    if not path.exists():
        return _empty(name)
    with path.open("rb") as source:
        return read_po(source, locale=_LANGUAGE[name], domain=name)


def _save(name: str, catalogue: Catalog) -> None:
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(target, catalogue, sort_output=True, omit_header=False, width=0, no_location=True)
    # The moments in the header would make every run a change.
    text = path.read_text(encoding="utf-8")
    kept = re.sub(
        rf'"({"|".join(_CHANGING)}): .*"\n',
        "",
        text,
    )
    # A file that was read without a comment at its head is written with an empty one.
    path.write_text(re.sub(r"\A(#.*\n|\n)+", "", kept), encoding="utf-8")


def _messages() -> Catalog:
    catalogue = _empty("messages")
    found = extract_from_dir(
        ROOT / "web", METHODS, OPTIONS, {**DEFAULT_KEYWORDS, **KEYWORDS}, strip_comment_tags=True
    )
    for _file, _line, message, _comments, context in found:
        catalogue.add(message, None, context=context)
    return catalogue


def _diagrams() -> Catalog:
    catalogue = _empty("diagrams")
    for text in _chinese_texts():
        catalogue.add(text)
    return catalogue


def _chinese_texts() -> Iterator[str]:
    workflows = ROOT / "workflows"
    for path in sorted(workflows.glob("*.bpmn")) + sorted(workflows.glob("*.dmn")):
        for node in etree.parse(path).iter():
            name = node.get("name") if isinstance(node.tag, str) else None
            if name and CHINESE.search(name):
                yield " ".join(name.split())
    for path in sorted(workflows.glob("forms/*.form")):
        yield from _strings(json.loads(path.read_text(encoding="utf-8")))
    yield from _paper_titles()
    for path in sorted(workflows.glob("checklists/*.yaml")):
        yield from _strings(yaml.safe_load(path.read_text(encoding="utf-8")))
    yield from _plan_texts()


def _plan_texts() -> Iterator[str]:
    """Read the tasks of the shipped plans and who answers for each."""
    for path in sorted((ROOT / "plans").glob("*.yaml")):
        plan = yaml.safe_load(path.read_text(encoding="utf-8"))
        for task in (one for measure in plan.get("measures", ()) for one in measure["tasks"]):
            yield task["text_zh"]
            named = ("lead", "dividing", "cooperating", "responsible")
            yield from _strings([task[name] for name in named if name in task])


def _paper_titles() -> Iterator[str]:
    """Read the official names of papers from their catalogue."""
    text = (ROOT / "workflows" / "document_forms.yaml").read_text(encoding="utf-8")
    yield from (form["title"] for form in yaml.safe_load(text)["forms"].values())
    for name in ON_DEMAND:
        # Their fields are on a page; those of all other papers are printed and stay Chinese.
        fields = document_forms.form(name).fields
        own = [one for key, one in fields.items() if key not in document_forms.head_names()]
        yield from (part.label for one in own for _path, part in one.paths())


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if CHINESE.search(value):
            yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            # A pair of both languages translates itself; a citation is read as it stands.
            if not (key == "zh" and "en" in value):
                yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _ids(catalogue: Catalog) -> set[str]:
    return {_key(message.id) for message in catalogue if message.id}


def _key(identity: str | tuple[str, ...] | list[str]) -> str:
    return identity if isinstance(identity, str) else identity[0]


def _untranslated(catalogue: Catalog) -> list[str]:
    return sorted(
        _key(message.id) for message in catalogue if message.id and not _filled(message.string)
    )


def _filled(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _parameters(text: object) -> set[str]:
    texts = text if isinstance(text, tuple | list) else (text,)
    return {found for one in texts for found in re.findall(r"%\((\w+)\)", str(one))}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
