"""The people whom every demo restaurant knows, by what each of them shows."""

from collections.abc import Mapping

from comanda.demo.blueprint import Customer

Regular = tuple[str, str, str]
"""A key, a first and a last name."""

_LEDGERS: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((40, 120, -20, 60), (3, 4)),
    ((500,), ()),
    ((15, 10, 7), (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2)),
    ((250, -100), ()),
    ((), (10, -10, 4)),
    ((0,), (0,)),
)
"""Points of the first customers, in the first and the second program; a 0 is a member who has none yet."""


def regulars(
    names: tuple[Regular, ...],
    *,
    programs: tuple[str, str],
    groups: tuple[str, str, str],
    domain: str,
    phone: str,
    city: str,
    country: str,
    top_ups: Mapping[str, tuple[tuple[str, str], ...]],
    goodwill: Mapping[str, tuple[str, ...]],
) -> tuple[Customer, ...]:
    """Customers of these names: the first six are members, the last has nothing but a reference.

    Args:
        programs: keys of the two programs.
        groups: of which the first third, the second and the last are.
        phone: of everybody, without the last three digits.
        top_ups: credit and what was paid for it, by key.
        goodwill: credit given or taken by hand, by key.
    """
    made = []
    for index, (key, first, last) in enumerate(names):
        points = _LEDGERS[index] if index < len(_LEDGERS) else ((), ())
        nameless = index == len(names) - 1
        made.append(
            Customer(
                key=key,
                reference=f"R{1001 + index}" if index % 3 == 0 or nameless else None,
                first_name=None if nameless else first,
                last_name=None if nameless or index == 7 else last,
                company_name=f"{last} & Co" if index == 4 else None,
                email=None if nameless or index == 8 else f"{key}@{domain}",
                phone=None if nameless or index == 6 else f"{phone}{101 + index}",
                dob=f"19{60 + 3 * index}-0{1 + index % 9}-1{index % 9}" if index % 2 == 0 else None,
                gender=(None, "F", "M")[index % 3],
                city=city if index < 4 else None,
                country=country if index < 4 else None,
                notes="Allergic to peanuts" if index == 0 else None,
                consents=("email", "text") if index % 4 == 0 else (),
                group=groups[min(2, index * 3 // len(names))],
                points=dict(zip(programs, points, strict=True)),
                top_ups=top_ups.get(key, ()),
                goodwill=goodwill.get(key, ()),
            )
        )
    return tuple(made)
