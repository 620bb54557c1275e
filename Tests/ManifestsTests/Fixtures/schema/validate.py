"""Holds manifests against a JSON Schema with Python's jsonschema, which Weir has no part in.

Usage: validate.py SCHEMA FILE…    prints for each file `FILE: accepted` or `FILE: refused: the first reason`, tab-separated.
The schema is held against its own metaschema first. YAML is read by the core schema of YAML 1.2, as editors and Weir do.
"""

import json
import re
import sys

import yaml
from jsonschema import Draft202012Validator


class Core(yaml.SafeLoader):
    """Types plain scalars as YAML 1.2 does: `yes` and `20:00` are text."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"^(?:~|null|Null|NULL|)$", "~nN\0"),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
]:
    letters = [letter for letter in first if letter != "\0"] + ([""] if "\0" in first else [])
    Core.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), letters)


def judge(validator, path):
    try:
        with open(path, encoding="utf-8") as file:
            documents = [document for document in yaml.load_all(file, Core) if document is not None]
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return "unread\t" + str(error).splitlines()[0]
    for document in documents:
        if not str(document.get("apiVersion", "")).startswith("weir.dev/"):
            continue
        for error in validator.iter_errors(document):
            return "refused\t" + error.message.splitlines()[0][:200]
    return "accepted\t"


with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
for path in sys.argv[2:]:
    print(path + "\t" + judge(validator, path))
