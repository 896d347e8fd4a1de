import { icon } from "/static/design/icons.js";
import { h } from "../shared/dom.js";
import { t } from "./t.js";
import { topicsByKind } from "./topics.js";
import { field, openForm, problemLine } from "./ui.js";

/**
 * Adds a webhook endpoint, or changes one.
 *
 * @param {any} app
 * @param {{endpoint?: any, apps?: any[]}} settings `apps` are those that a new endpoint may belong to
 * @returns {Promise<any>} what the server answered, undefined when the form was left
 */
export function endpointForm(app, { endpoint = null, apps = [] }) {
  const chosen = new Set(endpoint?.topics ?? []);
  const open = new Set([...chosen].map((topic) => topic.split(".")[0]));
  return openForm({
    title: t(endpoint ? "endpoints.change_title" : "endpoints.add"),
    submit: t(endpoint ? "save" : "endpoints.add"),
    fields: (problems, redraw) => [
      field("url", {
        label: t("endpoints.url"),
        hint: t("endpoints.url_hint"),
        problem: problems.url,
        attributes: {
          type: "url",
          inputmode: "url",
          required: true,
          spellcheck: "false",
          autocapitalize: "none",
          placeholder: "https://app.example/webhooks",
          value: endpoint?.url ?? "",
          autofocus: true,
        },
      }),
      field("description", {
        label: t("endpoints.description"),
        problem: problems.description,
        attributes: { maxlength: 200, value: endpoint?.description ?? "" },
      }),
      endpoint || !apps.length ? null : appField(apps, problems.app_id),
      topicsField({ chosen, open }, problems, redraw),
    ],
    check: (form) => {
      const said = read(form);
      return {
        ...(said.url ? {} : { url: t("endpoints.url_missing") }),
        ...(chosen.size ? {} : { topics: t("endpoints.topics_missing") }),
      };
    },
    send: (form) => {
      const said = { ...read(form), topics: [...chosen] };
      return endpoint
        ? app.manage.patch(`/webhook-endpoints/${endpoint.id}`, said)
        : app.manage.post("/webhook-endpoints", said);
    },
  });
}

function read(form) {
  const said = new FormData(form);
  return {
    url: String(said.get("url")).trim(),
    description: String(said.get("description")).trim() || null,
    ...(said.get("app_id") ? { app_id: said.get("app_id") } : {}),
  };
}

function appField(apps, problem) {
  return field("app_id", {
    label: t("endpoints.app"),
    problem,
    tag: "select",
    children: [
      h("option", { value: "" }, t("endpoints.app_none")),
      apps.map(({ id, name }) => h("option", { value: id }, name)),
    ],
  });
}

function topicsField({ chosen, open }, problems, redraw) {
  const problem = problems.topics;
  const toggle = (topics, wanted) => {
    for (const topic of topics) {
      if (wanted) chosen.add(topic);
      else chosen.delete(topic);
    }
    delete problems.topics;
    redraw();
  };
  const remember = (kind, event) => open[event.currentTarget.open ? "add" : "delete"](kind);
  return h(
    "fieldset",
    {
      class: "field topics",
      data: { field: "topics" },
      key: "topics",
      "aria-describedby": problem ? "topics-problem" : null,
    },
    h("legend", { class: "label" }, t("endpoints.topics")),
    problem ? problemLine("topics", problem) : null,
    topicsByKind().map(([kind, topics]) => {
      const count = topics.filter((topic) => chosen.has(topic)).length;
      return h(
        "details",
        { class: "topic-kind", key: kind, open: open.has(kind), onToggle: (event) => remember(kind, event) },
        h(
          "summary",
          null,
          h("span", { class: "grow" }, t(`kind.${kind}`)),
          h("span", { class: "quiet small number" }, `${count}/${topics.length}`),
          icon("chevron-down", { small: true }),
        ),
        h(
          "label",
          { class: "option topic" },
          h("input", {
            type: "checkbox",
            checked: count === topics.length,
            indeterminate: count > 0 && count < topics.length,
            onChange: (event) => toggle(topics, event.currentTarget.checked),
          }),
          h("span", null, t("endpoints.topics_all")),
        ),
        topics.map((topic) =>
          h(
            "label",
            { class: "option topic" },
            h("input", {
              type: "checkbox",
              checked: chosen.has(topic),
              onChange: (event) => toggle([topic], event.currentTarget.checked),
            }),
            h("code", null, topic),
          ),
        ),
      );
    }),
  );
}
