"""Describe routes that read their own requests, so that OpenAPI shows all of them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.responses import JSONResponse, Response

_REFS = "#/components/schemas/{model}"


def described(
    *,
    summary: str,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    answer: type[BaseModel] | None = None,
    status: int = 200,
    refusals: dict[int, str],
    error: type[BaseModel],
    headers: Sequence[dict[str, Any]] = (),
    links: Mapping[str, dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return the keyword arguments that tell FastAPI what a route takes and answers.

    Args:
        query: model of the query string.
        body: model of the JSON body.
        answer: model of the answer; None for one without a body.
        refusals: what each error status means here.
        error: model of the error envelope.
        headers: OpenAPI parameters of headers it reads.
        links: OpenAPI links from a good answer to what may be asked next, by name.
    """
    extra: dict[str, Any] = {}
    parameters = [*_query_parameters(query), *headers]
    if parameters:
        extra["parameters"] = parameters
    if body is not None:
        schema = {"$ref": _REFS.format(model=body.__name__)}
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    responses: dict[int | str, dict[str, Any]] = {
        code: {"description": meaning, "model": error} for code, meaning in refusals.items()
    }
    responses[status] = {"description": "Done."} | ({"model": answer} if answer is not None else {})
    if links:
        responses[status]["links"] = dict(links)
    return {
        "summary": summary,
        "responses": responses,
        "openapi_extra": extra,
        "status_code": status,
        "response_model": None,
        # One without a body has no type either; the document would otherwise promise JSON.
        "response_class": JSONResponse if answer is not None else Response,
    }


def _query_parameters(model: type[BaseModel] | None) -> list[dict[str, Any]]:
    if model is None:
        return []
    schema = model.model_json_schema()
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": said.pop("description", ""),
            "schema": {key: value for key, value in said.items() if key != "title"},
        }
        for name, said in schema["properties"].items()
    ]


def document(app: FastAPI, bodies: Sequence[type[BaseModel]], *, scheme: Literal["bearer", "basic"] = "bearer") -> None:
    """Make `app` show the schemas of the bodies that its routes read themselves, and how its callers say who they are.

    Args:
        scheme: of HTTP authentication.
    """

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                servers=app.servers,
                tags=app.openapi_tags,
            )
            _, read = models_json_schema([(body, "validation") for body in bodies], ref_template=_REFS)
            _add_path_parameters(schema["paths"])
            components = schema.setdefault("components", {})
            components.setdefault("schemas", {}).update(read.get("$defs", {}))
            components["securitySchemes"] = {scheme: {"type": "http", "scheme": scheme}}
            schema["security"] = [{scheme: []}]
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _add_path_parameters(paths: dict[str, dict[str, Any]]) -> None:
    for path, operations in paths.items():
        inside = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in re.findall(r"{(\w+)}", path)
        ]
        for operation in operations.values():
            operation["parameters"] = inside + operation.get("parameters", [])
