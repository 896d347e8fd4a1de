"""What the pages say on which a restaurant connects an app, by language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language; `{app}` and the like are filled in."""

    code: str
    title: str
    sign_in_title: str
    sign_in_text: str
    email: str
    password: str
    sign_in: str
    cancel: str
    email_missing: str
    password_missing: str
    wrong_password: str
    too_many: str
    may_not_connect: str
    foreign_app: str
    restaurant_suspended: str
    consent_title: str
    wants: str
    registered_by_platform: str
    registered_by_restaurant: str
    signed_in_as: str
    restaurant: str
    choose: str
    choose_missing: str
    may: str
    may_read: str
    may_order: str
    may_pay: str
    may_customers: str
    may_not: str
    until: str
    back_to: str
    allow: str
    deny: str
    problem_title: str
    problem_hint: str
    unknown_app: str
    wrong_redirect: str
    too_late: str
    unreadable: str
    busy: str


EN = Words(
    code="en",
    title="Connect {app}",
    sign_in_title="Sign in to connect {app}",
    sign_in_text="Use the account you sign in to the restaurant with.",
    email="E-mail address",
    password="Password",  # noqa: S106 - the word for it
    sign_in="Sign in",
    cancel="Cancel",
    email_missing="Enter your e-mail address.",
    password_missing="Enter your password.",  # noqa: S106 - the words for it
    wrong_password="The e-mail address or the password is wrong.",  # noqa: S106 - the words for it
    too_many="Too many tries. Wait a minute, then try again.",
    may_not_connect="Only an administrator of the restaurant may connect apps.",
    foreign_app="This app belongs to another restaurant, so it cannot be connected with yours.",
    restaurant_suspended="The restaurant is suspended, so apps cannot be connected with it now.",
    consent_title="Connect {app}?",
    wants="{app} would like to act for your restaurant.",
    registered_by_platform="Registered by the operator of this platform.",
    registered_by_restaurant="Registered by your restaurant.",
    signed_in_as="Signed in as {name}, {email}",
    restaurant="Restaurant",
    choose="Choose a restaurant",
    choose_missing="Choose a restaurant.",
    may="It may, at every location:",
    may_read="See the menu, the tables, the settings, the stock and the orders",
    may_order="Place orders, change, cancel and close them, and move them through the kitchen",
    may_pay="Record payments and refunds",
    may_customers="See and change customers, vouchers, points, store credit and reservations",
    may_not="It never sees your password, and cannot sign in as you.",
    until="This lasts until you disconnect the app.",
    back_to="You will be sent back to {host}.",
    allow="Connect",
    deny="Do not connect",
    problem_title="This app cannot be connected",
    problem_hint="Go back to the app and try again. If that does not help, tell whoever runs it what stands here.",
    unknown_app="No app is known by this client_id.",
    wrong_redirect="The address to return to (redirect_uri) is not one that this app has registered.",
    too_late="More than ten minutes went by, or this page is not ours.",
    unreadable="The request cannot be read.",
    busy="This cannot be done just now. Try again in a moment.",
)
ES = Words(
    code="es",
    title="Conectar {app}",
    sign_in_title="Inicia sesión para conectar {app}",
    sign_in_text="Usa la cuenta con la que entras al restaurante.",
    email="Correo electrónico",
    password="Contraseña",  # noqa: S106 - the word for it
    sign_in="Iniciar sesión",
    cancel="Cancelar",
    email_missing="Escribe tu correo electrónico.",
    password_missing="Escribe tu contraseña.",  # noqa: S106 - the words for it
    wrong_password="El correo o la contraseña no son correctos.",  # noqa: S106 - the words for it
    too_many="Demasiados intentos. Espera un minuto y vuelve a intentarlo.",
    may_not_connect="Solo un administrador del restaurante puede conectar aplicaciones.",
    foreign_app="Esta aplicación es de otro restaurante y no se puede conectar con el tuyo.",
    restaurant_suspended="El restaurante está suspendido; ahora no se le pueden conectar aplicaciones.",
    consent_title="¿Conectar {app}?",
    wants="{app} quiere actuar en nombre de tu restaurante.",
    registered_by_platform="Registrada por el operador de esta plataforma.",
    registered_by_restaurant="Registrada por tu restaurante.",
    signed_in_as="Sesión de {name}, {email}",
    restaurant="Restaurante",
    choose="Elige un restaurante",
    choose_missing="Elige un restaurante.",
    may="Podrá, en todos los locales:",
    may_read="Ver la carta, las mesas, los ajustes, las existencias y los pedidos",
    may_order="Hacer, cambiar, anular y cerrar pedidos, y llevarlos por la cocina",
    may_pay="Registrar pagos y devoluciones",
    may_customers="Ver y cambiar clientes, cupones, puntos, saldo y reservas",
    may_not="Nunca ve tu contraseña ni puede entrar con tu cuenta.",
    until="Vale hasta que desconectes la aplicación.",
    back_to="Volverás a {host}.",
    allow="Conectar",
    deny="No conectar",
    problem_title="No se puede conectar esta aplicación",
    problem_hint="Vuelve a la aplicación e prueba otra vez. Si no basta, cuéntale a su responsable lo que dice aquí.",
    unknown_app="Ninguna aplicación tiene este client_id.",
    wrong_redirect="La dirección de vuelta (redirect_uri) no es una de las que registró la aplicación.",
    too_late="Pasaron más de diez minutos, o esta página no es nuestra.",
    unreadable="La solicitud no se puede leer.",
    busy="Ahora mismo no es posible. Prueba otra vez en un momento.",
)
WORDS = {words.code: words for words in (EN, ES)}
