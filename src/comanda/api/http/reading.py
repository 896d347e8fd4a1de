"""Read a request's query and body into models, keeping a refusal until the caller is known to be allowed to ask."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from comanda.kernel.errors import ComandaError, FieldProblem, Invalid, Malformed

M = TypeVar("M", bound=BaseModel)

_SHORTER = {
    "uuid_parsing": ("an id given by this API is expected", "unknown_id"),
    "uuid_type": ("an id given by this API is expected", "unknown_id"),
    "missing": ("is missing", "missing"),
    "string_too_long": ("is too long: at most {max_length} characters", "too_long"),
    "string_pattern_mismatch": ("1 to 10 letters and digits are expected", "pattern"),
    "int_parsing": ("a whole number is expected", "not_an_integer"),
    "int_type": ("a whole number is expected", "not_an_integer"),
    "int_from_float": ("a whole number is expected", "not_an_integer"),
    "greater_than_equal": ("{ge} or more is expected", "out_of_range"),
    "less_than_equal": ("at most {le} is expected", "out_of_range"),
    "greater_than": ("more than {gt} is expected", "out_of_range"),
    "less_than": ("less than {lt} is expected", "out_of_range"),
    "finite_number": ("a finite number is expected", "not_a_number"),
    "string_type": ("a text is expected", "not_a_text"),
    "list_type": ("a list is expected", "not_a_list"),
    "model_type": ("an object is expected", "not_an_object"),
    "model_attributes_type": ("an object is expected", "not_an_object"),
    "literal_error": ("one of {expected} is expected", "not_a_choice"),
}


class Misshapen(Invalid):
    """What was sent does not have the shape that is expected; what it asks for was not looked at."""


@dataclass(frozen=True, slots=True)
class Parsed(Generic[M]):
    """What a request says, or why it cannot be taken."""

    value: M | None
    problem: ComandaError | None

    def get(self) -> M:
        """Return what was said.

        Raises:
            Malformed: it could not be read at all.
            Invalid: naming every field that could not be taken.
        """
        if self.value is None:
            assert self.problem is not None  # noqa: S101 - one of the two is always there
            raise self.problem
        return self.value


def read_query(request: Request, model: type[M]) -> Parsed[M]:
    """Read the query string; an empty value counts as not given."""
    try:
        return Parsed(model.model_validate({k: v for k, v in request.query_params.items() if v != ""}), None)
    except ValidationError as error:
        return Parsed(None, problem_of(error))


async def read_body(request: Request, model: type[M]) -> Parsed[M]:
    """Read a JSON body, whatever content type it is said to have."""
    body = await request.body()
    try:
        return Parsed(model.model_validate_json(body), None)
    except ValidationError as error:
        return Parsed(None, problem_of(error))


def problem_of(error: ValidationError) -> ComandaError:
    """Return a refusal that names fields the way the caller wrote them (`items[0].qty`)."""
    found = error.errors(include_url=False, include_context=True, include_input=False)
    if found[0]["type"] == "json_invalid":
        return Malformed(f"The body is not JSON: {found[0]['ctx']['error']}.")
    if not found[0]["loc"]:
        return Malformed("The body must be a JSON object.")
    return Misshapen.fields_of([_field_problem(entry) for entry in found[:50]])


def _field_problem(entry: Any) -> FieldProblem:
    path = ""
    for part in entry["loc"]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    if entry["type"] in _SHORTER:
        message, code = _SHORTER[entry["type"]]
        return FieldProblem(path, message.format(**entry.get("ctx", {})), code)
    return FieldProblem(path, entry["msg"], entry["type"])
