"""What each role may do: permissions are `resource:action`, with `resource:*` and `*` for all of them."""

ROLES: dict[str, frozenset[str]] = {
    "super_admin": frozenset({"*", "manage:system"}),
    "org_admin": frozenset({"*"}),
    "branch_manager": frozenset(
        {
            "tables:*",
            "orders:*",
            "payments:*",
            "menu:*",
            "staff:*",
            "settings:*",
            "spaces:*",
            "service_requests:*",
            "reports:*",
            "reservations:*",
            "stock:*",
        }
    ),
    "cashier": frozenset(
        {
            "tables:read",
            "tables:update",
            "orders:read",
            "orders:create",
            "orders:update",
            "orders:update_item_status",
            "orders:void",
            "payments:*",
            "menu:read",
            "service_requests:*",
            "reservations:*",
            "staff:read",
            "settings:read",
        }
    ),
    "waiter": frozenset(
        {
            "tables:read",
            "tables:update",
            "orders:read",
            "orders:create",
            "orders:update",
            "orders:update_item_status",
            "orders:void",
            "payments:read",
            "payments:create",
            "menu:read",
            "service_requests:*",
            "reservations:*",
            "staff:read",
            "settings:read",
        }
    ),
    "kitchen": frozenset(
        {
            "orders:read",
            "orders:update",
            "orders:update_item_status",
            "menu:read",
            "menu:availability",
            "tables:read",
            "staff:read",
            "settings:read",
        }
    ),
}
PLATFORM_ONLY = frozenset({"manage:system"})
"""Held by name alone: not even `*` of a restaurant covers them."""


def allows(role: str, permission: str) -> bool:
    """Tell whether a role may do something; a role that is not known may do nothing."""
    held = ROLES.get(role, frozenset())
    if permission in held:
        return True
    if permission in PLATFORM_ONLY:
        return False
    return "*" in held or f"{permission.partition(':')[0]}:*" in held
