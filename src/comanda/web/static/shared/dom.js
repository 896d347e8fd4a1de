/**
 * Elements from plain calls, and a redraw that keeps focus, scroll position and what somebody is typing.
 *
 * A page draws what the server says now: `redraw(root, view(state))`. Event listeners travel with the drawn element, so
 * a redraw replaces them too. Text always goes in as text.
 */
const LISTENERS = Symbol("listeners");
const VALUES = Symbol("values");
/** Properties rather than attributes: what they show changes without their attribute. */
const PROPERTIES = ["value", "checked", "indeterminate"];

/**
 * Makes an element: `h("button", {class: "button", onClick: save}, icon("check"), "Save")`.
 *
 * `class` takes a string or a list with holes; `data` an object for data attributes; `vars` custom properties;
 * `onClick` and its like listeners; `key` names it among its siblings for `redraw`. Attributes that are null, undefined
 * or false are left out, true becomes an empty attribute.
 *
 * @param {string} tag
 * @param {Record<string, any> | null} [attributes]
 * @param {...(Node | string | number | null | undefined | false | any[])} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") {
      const names = Array.isArray(value) ? value.filter(Boolean).join(" ") : value;
      if (names) element.className = names;
    } else if (name === "data") {
      for (const [key, entry] of Object.entries(value)) {
        if (entry !== null && entry !== undefined && entry !== false) element.dataset[key] = String(entry);
      }
    } else if (name === "vars") {
      for (const [key, entry] of Object.entries(value)) element.style.setProperty(key, String(entry));
    } else if (name === "key") {
      element.dataset.key = String(value);
    } else if (name.startsWith("on") && typeof value === "function") {
      listen(element, name.slice(2).toLowerCase(), value);
    } else if (!PROPERTIES.includes(name)) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(element, children);
  // After the children: a select takes its value only when its options are there.
  for (const name of PROPERTIES) {
    if (attributes && attributes[name] !== undefined && attributes[name] !== null) {
      element[VALUES] = { ...element[VALUES], [name]: attributes[name] };
      element[name] = attributes[name];
    }
  }
  return element;
}

/**
 * Makes the children of `parent` be `children`, changing only what differs. Siblings with a `key` keep their element
 * wherever they move; a field somebody is typing in keeps its text unless the drawn value has changed.
 *
 * @param {Element} parent
 * @param {...any} children as of `h`
 */
export function redraw(parent, ...children) {
  const holder = document.createElement(parent.tagName);
  const focused = document.activeElement;
  append(holder, children);
  reconcile(parent, holder);
  // Moving an element takes its focus away.
  if (focused !== document.activeElement && focused instanceof HTMLElement && parent.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}

/**
 * Removes everything in `parent`.
 *
 * @param {Element} parent
 */
export function clear(parent) {
  parent.replaceChildren();
}

function append(parent, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false || child === true) continue;
    if (Array.isArray(child)) append(parent, child);
    else parent.append(child instanceof Node ? child : String(child));
  }
}

function listen(element, type, listener) {
  const listeners = (element[LISTENERS] ??= {});
  if (!(type in listeners)) element.addEventListener(type, dispatch);
  listeners[type] = listener;
}

function dispatch(event) {
  return event.currentTarget[LISTENERS]?.[event.type]?.call(event.currentTarget, event);
}

function reconcile(parent, wanted) {
  const keyed = new Map();
  for (const child of parent.children) {
    if (child.dataset?.key) keyed.set(child.dataset.key, child);
  }
  const kept = new Set([...wanted.children].map((child) => child.dataset?.key));
  let place = parent.firstChild;
  for (const next of [...wanted.childNodes]) {
    // What is gone goes first, so that those behind it need not move.
    while (place?.dataset?.key && !kept.has(place.dataset.key)) place = removeAndPass(place);
    const key = next.dataset?.key;
    let match = key ? keyed.get(key) : place;
    if (!key) {
      while (match && match.dataset?.key) match = match.nextSibling;
    }
    if (match && alike(match, next)) {
      if (match !== place) parent.insertBefore(match, place);
      update(match, next);
      place = match.nextSibling;
    } else {
      parent.insertBefore(next, place);
    }
  }
  while (place) place = removeAndPass(place);
}

function removeAndPass(node) {
  const following = node.nextSibling;
  node.remove();
  return following;
}

function alike(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName && one.dataset?.key === other.dataset?.key;
}

function update(old, next) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    // A dialog's own `open` is the browser's; a drawn view never closes it behind the user's back.
    if (!next.hasAttribute(name) && !(name === "open" && old.nodeName === "DIALOG")) old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (name !== "style" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  updateStyle(old, next);
  for (const type of Object.keys(old[LISTENERS] ?? {})) {
    if (!(type in (next[LISTENERS] ?? {}))) delete old[LISTENERS][type];
  }
  for (const [type, listener] of Object.entries(next[LISTENERS] ?? {})) listen(old, type, listener);
  reconcile(old, next);
  for (const [name, value] of Object.entries(next[VALUES] ?? {})) {
    if (old[VALUES]?.[name] !== value || (name !== "value" && old[name] !== value)) old[name] = value;
  }
  old[VALUES] = next[VALUES];
}

function updateStyle(old, next) {
  if (!old.style || !next.style) return;
  for (const name of [...old.style]) {
    if (!next.style.getPropertyValue(name)) old.style.removeProperty(name);
  }
  for (const name of next.style) {
    const value = next.style.getPropertyValue(name);
    if (old.style.getPropertyValue(name) !== value) old.style.setProperty(name, value);
  }
}
