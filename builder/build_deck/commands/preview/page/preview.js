// The page of `build-deck preview`: it shows what /api/notes lists, and asks again at each event of /events.
"use strict";

const at = (id) => document.getElementById(id);
const meta = (name) => document.querySelector(`meta[name=${name}]`).content;
const state = { notes: [], global: [], kept: null, chosen: null, card: null, side: "front", version: 0, asked: 0 };

const keyOf = (note) => `${note.edition}/${note.id}`;
const shownNotes = () => state.notes.filter(matches);
const chosen = () => state.notes.find((note) => keyOf(note) === state.chosen);

function made(tag, text, classes) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (classes) element.className = classes;
  return element;
}

function matches(note) {
  const words = at("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${note.question} ${note.id} ${note.section ?? ""} ${note.edition}`.toLowerCase();
  return words.every((word) => text.includes(word)) && (!state.kept || state.kept.has(keyOf(note)));
}

// ---- what the server says

async function asJson(path) {
  const answer = await fetch(path, { cache: "no-store" });
  return [answer.ok, await answer.json()];
}

async function load(changed = []) {
  const turn = ++state.asked;
  const [[, notes], [, global]] = await Promise.all([asJson("/api/notes"), asJson("/api/problems")]);
  await filter();
  if (turn !== state.asked) return;
  Object.assign(state, { notes, global, version: state.version + 1 });
  if (at("state").textContent.startsWith("Reading") && notes.length) at("state").textContent = "";
  const moved = state.notes.find((note) => changed.includes(note.id) && matches(note) && sameEdition(note));
  if (moved && !changed.includes(chosen()?.id)) choose(moved);
  if (!state.chosen && shownNotes().length) choose(shownNotes()[0]);
  draw(changed.length > 0);
}

const sameEdition = (note) => !chosen() || note.edition === chosen().edition || !state.notes.some(
  (other) => other.id === note.id && other.edition === chosen().edition);

async function filter() {
  const text = at("tags").value.trim();
  const [good, answer] = text ? await asJson(`/api/notes?tags=${encodeURIComponent(text)}`) : [true, null];
  if (text !== at("tags").value.trim()) return;
  at("tags-error").textContent = good ? "" : answer.error;
  state.kept = good && answer ? new Set(answer.map(keyOf)) : null;
}

function listen() {
  const events = new EventSource("/events");
  events.onopen = () => { away(false); load().catch(() => away(true)); };
  events.onerror = () => away(true);
  events.onmessage = (event) => {
    const told = JSON.parse(event.data);
    const problems = told.problems === 1 ? "1 problem" : `${told.problems} problems`;
    at("state").textContent = `Drawn in ${told.seconds.toFixed(2)} s, ${problems}.`;
    load(told.changed).catch(() => away(true));
  };
}

function away(gone) {
  at("state").classList.toggle("away", gone);
  if (gone) at("state").textContent = "The preview has ended, or cannot be reached: what you see may be old.";
  else if (at("state").textContent.startsWith("The preview")) at("state").textContent = "";
}

// ---- the list

function draw(reveal = false) {
  drawList(reveal);
  drawNote();
}

function drawList(reveal) {
  const notes = shownNotes();
  const focused = at("list").contains(document.activeElement);
  at("count").textContent = `${notes.length} of ${state.notes.length} notes`;
  const editions = new Set(notes.map((note) => note.edition)).size;
  const parts = [];
  let heading = null;
  for (const note of notes) {
    const title = [editions > 1 ? note.edition : "", note.section ?? ""].filter(Boolean).join(" · ") || "Notes";
    if (title !== heading) {
      heading = title;
      parts.push(made("h2", title), made("ul"));
    }
    const item = made("li");
    item.append(entry(note));
    parts.at(-1).append(item);
  }
  at("list").replaceChildren(...parts);
  const current = at("list").querySelector("[aria-current=true]");
  if (focused) current?.focus();
  if (reveal) current?.scrollIntoView({ block: "nearest" });
}

function entry(note) {
  const button = made("button");
  button.type = "button";
  button.append(made("span", note.question), mark(note));
  button.dataset.key = keyOf(note);
  if (keyOf(note) === state.chosen) button.setAttribute("aria-current", "true");
  button.onclick = () => { choose(note); draw(); };
  return button;
}

function mark(note) {
  const count = (level) => note.problems.filter((problem) => problem.level === level).length;
  if (count("error")) return made("span", `✗ ${count("error")}`, "mark error");
  const verdict = note.snippets.map((snippet) => snippet.verdict).find((word) => word !== "ok");
  if (verdict) return made("span", verdict, `mark ${verdict === "running" ? "running" : "warning"}`);
  if (count("warning")) return made("span", `! ${count("warning")}`, "mark warning");
  return note.snippets.length ? made("span", "✓ ok", "mark ok") : made("span", "", "mark");
}

// ---- the note

function choose(note) {
  if (keyOf(note) !== state.chosen) Object.assign(state, { chosen: keyOf(note), card: null, side: "front" });
}

function drawNote() {
  const note = chosen();
  at("title").textContent = note ? note.question : "build-deck preview";
  at("problems").replaceChildren(...[...state.global, ...(note?.problems ?? [])].map(problem));
  at("snippets").replaceChildren(...(note?.snippets ?? []).map(snippet));
  at("cards").replaceChildren();
  at("turn-text").textContent = state.side === "front" ? "Show answer" : "Show question";
  at("desktop-view").hidden = !note || at("wide").getAttribute("aria-pressed") !== "true";
  at("phone-view").hidden = !note || at("phone").getAttribute("aria-pressed") !== "true";
  if (!note) return;
  const card = note.cards.find((each) => each.name === state.card) ?? note.cards[0];
  state.card = card.name;
  if (note.cards.length > 1) at("cards").append(...note.cards.map((each) => tab(each, each === card)));
  const night = document.documentElement.classList.contains("night") ? "1" : "0";
  const address = `${card.url}/${state.side}?night=${night}&v=${state.version}`;
  for (const view of ["desktop", "narrow"]) {
    if (!at(view).closest("figure").hidden && at(view).getAttribute("src") !== address) show(at(view), address);
  }
}

function show(frame, address) {
  const scroll = frame.contentDocument?.scrollingElement?.scrollTop ?? 0;
  const same = (frame.getAttribute("src") ?? "").split("?")[0] === address.split("?")[0];
  frame.onload = () => {
    const page = frame.contentDocument;
    if (!page) return;
    if (same) page.scrollingElement.scrollTop = scroll;
    page.addEventListener("keydown", pressed);
  };
  frame.setAttribute("src", address);
}

function tab(card, current) {
  const button = made("button", card.name);
  button.type = "button";
  button.setAttribute("aria-pressed", String(current));
  button.onclick = () => { Object.assign(state, { card: card.name, side: "front" }); drawNote(); };
  return button;
}

function snippet(each, number) {
  const classes = { ok: "ok", running: "running" }[each.verdict] ?? "warning";
  const item = made("li", `snippet ${number + 1}: ${each.verdict}`, `mark ${classes}`);
  if (each.message) item.title = each.message;
  return item;
}

function problem(each) {
  const box = made("div", undefined, `problem ${each.level}`);
  const [first, ...rest] = each.message.split("\n");
  const line = made("pre");
  line.append(made("strong", each.level), " ");
  if (each.file) {
    const link = made("a", `${each.file}:${each.line}`);
    const absolute = /^(\/|[A-Za-z]:)/.test(each.file) ? each.file : `${meta("folder")}/${each.file}`;
    const path = absolute.replace(/^\//, "").split("/").map(encodeURIComponent).join("/");
    link.href = meta("editor").replace("{path}", path).replace("{line}", each.line);
    line.append(link, " ");
  }
  line.append(`${first} [${each.code}]`);
  box.append(line);
  if (rest.length) box.append(made("pre", rest.join("\n"), "detail"));
  return box;
}

// ---- keys and buttons

function step(by) {
  const notes = shownNotes();
  const index = notes.findIndex((note) => keyOf(note) === state.chosen);
  const next = notes[Math.min(Math.max(index + by, 0), notes.length - 1)];
  if (!next) return;
  choose(next);
  draw(true);
}

function turn() {
  state.side = state.side === "front" ? "back" : "front";
  drawNote();
}

function otherCard(by) {
  const note = chosen();
  const index = note ? note.cards.findIndex((card) => card.name === state.card) + by : -1;
  if (!note?.cards[index]) return;
  Object.assign(state, { card: note.cards[index].name, side: "front" });
  drawNote();
}

function night() {
  const on = document.documentElement.classList.toggle("night");
  at("night").setAttribute("aria-pressed", String(on));
  drawNote();
}

const KEYS = {
  j: () => step(1), k: () => step(-1), " ": turn, n: night, h: () => otherCard(-1), l: () => otherCard(1),
  "/": () => at("search").focus(),
};

function pressed(event) {
  const own = event.target.closest?.("input, summary, audio, a, button:not(#list button)");
  if (event.key === "Escape") document.activeElement.blur();
  if (event.ctrlKey || event.altKey || event.metaKey || !KEYS[event.key]) return;
  if (event.target.matches?.("input") || (own && event.key === " ")) return;
  event.preventDefault();
  KEYS[event.key]();
}

function pressable(id) {
  at(id).onclick = () => {
    at(id).setAttribute("aria-pressed", String(at(id).getAttribute("aria-pressed") !== "true"));
    drawNote();
  };
}

document.addEventListener("keydown", pressed);
at("turn").onclick = turn;
at("night").onclick = night;
["wide", "phone"].forEach(pressable);
at("search").oninput = () => drawList(false);
at("tags").oninput = async () => { await filter(); drawList(false); };
if (matchMedia("(prefers-color-scheme: dark)").matches) night();
listen();
