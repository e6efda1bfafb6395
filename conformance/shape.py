"""Whether an answer is what an SDK's model says it is: no field that it does not know, no other type."""

import re
import sys
import typing

from darabonba.model import DaraModel

ALIBABA_TYPES = {"str": str, "int": int, "bool": bool, "float": (int, float)}
HUAWEI_TYPES = {
    "str": str,
    "int": int,
    "bool": bool,
    "float": (int, float),
    "decimal.Decimal": (int, float),
    "datetime": str,
}

# Where the vendor's page and the SDK's model differ, the clouds may follow the page.
PAGES_WIN = {
    # The page says text, its sample shows a boolean, and the simulator takes turns.
    "CreateSynchronizationJobResponseBody.success",
}


def accept(faults):
    faults = sorted(set(faults))
    assert not faults, "\n".join(faults)


def is_a(value, types):
    # To Python a boolean is a number.
    return isinstance(value, types) and (not isinstance(value, bool) or types is bool)


def alibaba_faults(model, wire):
    """Differences between a parsed answer and what came."""
    return [*_untyped(model), *_unknown(model.to_map(), wire, type(model).__name__)]


def _unknown(known, wire, place):
    if isinstance(wire, dict) and isinstance(known, dict):
        for name, value in wire.items():
            if value is None:
                continue
            if name not in known:
                yield f"{place}.{name} is not in the SDK's model"
            else:
                yield from _unknown(known[name], value, f"{place}.{name}")
    elif isinstance(wire, list) and isinstance(known, list):
        for known, wire in zip(known, wire):
            yield from _unknown(known, wire, f"{place}[]")


def _untyped(model):
    kind = type(model)
    hints = typing.get_type_hints(kind.__init__, vars(sys.modules[kind.__module__]))
    for name, value in vars(model).items():
        if value is None or name not in hints:
            continue
        place = f"{kind.__name__}.{name}"
        if place not in PAGES_WIN:
            yield from _mistyped(value, hints[name], place)


def _mistyped(value, hint, place):
    if isinstance(value, DaraModel):
        yield from _untyped(value)
    elif typing.get_origin(hint) is list:
        if not isinstance(value, list):
            yield f"{place} is {value!r} and not a list"
            return
        for element in value:
            yield from _mistyped(element, typing.get_args(hint)[0], f"{place}[]")
    elif hint in (str, int, bool, float):
        if not is_a(value, ALIBABA_TYPES[hint.__name__]):
            yield f"{place} is {value!r} and not {hint.__name__}"


def huawei_faults(models, kind, wire, place=None):
    """Differences between what came and what a module's models say of `kind`."""
    place = place or kind
    if wire is None or kind == "object":
        return
    if found := re.fullmatch(r"list\[(.*)\]", kind):
        if not isinstance(wire, list):
            yield f"{place} is {wire!r} and not a list"
            return
        for element in wire:
            yield from huawei_faults(models, found[1], element, f"{place}[]")
    elif found := re.fullmatch(r"dict\([^,]*, (.*)\)", kind):
        for element in wire.values():
            yield from huawei_faults(models, found[1], element, f"{place}{{}}")
    elif kind in HUAWEI_TYPES:
        if not is_a(wire, HUAWEI_TYPES[kind]):
            yield f"{place} is {wire!r} and not {kind}"
    elif not isinstance(wire, dict):
        yield f"{place} is {wire!r} and not {kind}"
    else:
        model = getattr(models, kind)
        kinds = {model.attribute_map[name]: kind for name, kind in model.openapi_types.items()}
        for name, value in wire.items():
            if name not in kinds:
                yield f"{place}.{name} is not in the SDK's model"
            else:
                yield from huawei_faults(models, kinds[name], value, f"{place}.{name}")
