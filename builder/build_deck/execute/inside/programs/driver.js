// Runs one snippet after another in Node's global scope; `Driven` says which, and is told how each ended.
(() => {
  "use strict";
  const fs = require("node:fs");
  const vm = require("node:vm");
  const util = require("node:util");
  const [read, write] = [fs.readSync, fs.writeSync];
  const [stringify, parse] = [JSON.stringify, JSON.parse];
  const [REQUEST, ANSWER] = [210, 211];
  const LOADER = vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER ?? ((name) => import(name));
  const internal = (name) => {
    try {
      return require(name);
    } catch {
      return {};
    }
  };
  const { Parser } = internal("internal/deps/acorn/acorn/dist/acorn");
  const { processTopLevelAwait } = internal("internal/repl/await");

  let heard = "";
  const next = () => {
    const chunk = Buffer.alloc(65536);
    while (!heard.includes("\n")) {
      const size = read(REQUEST, chunk);
      if (size === 0) return null;
      heard += chunk.toString("latin1", 0, size);
    }
    const end = heard.indexOf("\n");
    const line = Buffer.from(heard.slice(0, end), "latin1").toString();
    heard = heard.slice(end + 1);
    const [file, , , ...about] = line.split("\t");
    return { file, ...parse(about.join("\t")) };
  };

  // ---- what the code is

  const parsed = (code, sourceType) =>
    Parser.parse(code, {
      ecmaVersion: "latest",
      sourceType,
      allowAwaitOutsideFunction: true,
      allowReturnOutsideFunction: false,
      allowHashBang: true,
    });

  const blank = (code, start, end) =>
    code.slice(0, start) + code.slice(start, end).replace(/[^\n]/g, " ") + code.slice(end);

  // An import as the `await import(…)` that it stands for, on its own lines.
  const fetched = (node, code) => {
    const lines = "\n".repeat(code.slice(node.start, node.end).split("\n").length - 1);
    const from = `await import(${stringify(node.source.value)});${lines}`;
    const name = (each) => (each.type === "Identifier" ? each.name : stringify(each.value));
    const whole = node.specifiers.find((each) => each.type === "ImportNamespaceSpecifier");
    const parts = node.specifiers.flatMap((each) =>
      each.type === "ImportDefaultSpecifier"
        ? [`default: ${each.local.name}`]
        : each.type === "ImportSpecifier"
          ? [`${name(each.imported)}: ${each.local.name}`]
          : [],
    );
    if (!node.specifiers.length) return from;
    if (!whole) return `const {${parts.join(", ")}} = ${from}`;
    return parts.length
      ? `const ${whole.local.name} = ${from} const {${parts.join(", ")}} = ${whole.local.name};`
      : `const ${whole.local.name} = ${from}`;
  };

  // A module's code as a script's, which shares its scope with those before and after it.
  const asScript = (code) => {
    const tree = parsed(code, "module");
    for (const node of tree.body.reverse()) {
      if (node.type === "ImportDeclaration") {
        code = code.slice(0, node.start) + fetched(node, code) + code.slice(node.end);
      } else if (node.type === "ExportNamedDeclaration" && node.declaration) {
        code = blank(code, node.start, node.declaration.start);
      } else if (node.type === "ExportNamedDeclaration" && !node.source) {
        code = blank(code, node.start, node.end);
      } else if (node.type === "ExportDefaultDeclaration" && node.declaration.id) {
        code = blank(code, node.start, node.declaration.start);
      }
    }
    return code;
  };

  // Whether the last statement is an expression whose value says something.
  const endsInValue = (code) => {
    for (const kind of Parser ? ["script", "module"] : []) {
      try {
        const last = parsed(code, kind).body.at(-1);
        const assigns = ["AssignmentExpression", "UpdateExpression"].includes(last?.expression?.type);
        return last?.type === "ExpressionStatement" && !last.directive && !assigns;
      } catch {}
    }
    return false;
  };

  const SILENT = new Set(["Promise", "Timeout", "Immediate"]);
  const shown = (value) =>
    value === undefined || SILENT.has(Object.prototype.toString.call(value).slice(8, -1)) || SILENT.has(value?.constructor?.name)
      ? null
      : util.inspect(value);

  // ---- one snippet

  let current = null;

  const script = (code, { path, line }) =>
    new vm.Script(code, { filename: path, lineOffset: line - 1, importModuleDynamically: LOADER });

  // What runs the code, and whether it gives a promise of the value: what awaits or imports is written as Node's prompt
  // writes it.
  const compiled = (code, job) => {
    try {
      return [script(code, job), false];
    } catch (error) {
      try {
        const plain = asScript(code);
        const awaiting = processTopLevelAwait(plain);
        return [script(awaiting ?? plain, job), awaiting !== null];
      } catch {
        throw error;
      }
    }
  };

  const begin = (job) => {
    current = { ...job, report: {} };
    const source = fs.readFileSync(job.file, "utf8");
    const code = job.file.endsWith(".ts") ? require("node:module").stripTypeScriptTypes(source) : source;
    current.valued = endsInValue(code);
    const [program, awaits] = compiled(code, job);
    const value = program.runInThisContext({ displayErrors: false });
    if (awaits) value.then((found) => keep(found?.value), fail);
    else keep(value);
  };

  const keep = (value) => {
    if (!current.valued) return;
    const text = shown(value);
    if (text !== null) current.report.value = text;
  };

  // ---- how it ended

  const names = (error) => {
    const found = [error?.name, error?.code];
    for (let each = error; each; each = Object.getPrototypeOf(each)) found.push(each.constructor?.name);
    return found;
  };

  const said = (error) => {
    try {
      return error instanceof Error ? `${error.name}: ${error.message}` : `Uncaught ${util.inspect(error)}`;
    } catch {
      return "an error whose text fails";
    }
  };

  const OWN = /^\s+at .*(?:\[eval\]|node:|internal\/)/;
  const trace = (error) => {
    const lines = String(error?.stack ?? "").split("\n");
    return lines.filter((line) => !OWN.test(line)).join("\n");
  };

  const lineOf = (error, path) => {
    const stack = String(error?.stack ?? "");
    const at = stack.indexOf(`${path}:`);
    return at < 0 ? 0 : Number.parseInt(stack.slice(at + path.length + 1), 10) || 0;
  };

  const fail = (error) => {
    const report = current.report;
    if (report.status || report.error) return;
    if (current.raises && names(error).includes(current.raises)) {
      report.error = said(error);
      return;
    }
    const instead = current.raises ? ` instead of ${current.raises}` : "";
    report.status = /allocation failed|out of memory/i.test(error?.message ?? "") ? "memory" : "error";
    report.message = `The snippet raised ${said(error)}${instead}\n${trace(error)}`;
    report.path = current.path;
    report.line = lineOf(error, current.path);
  };

  const finish = () => {
    const report = current.report;
    if (current.raises && !report.error && !report.status) {
      report.status = "error";
      report.message = `The snippet was to raise ${current.raises} and raised nothing.`;
    }
    current = null;
    write(ANSWER, `${stringify(report)}\n`);
  };

  // The loop is empty: what the snippet had set going has ended too.
  process.on("beforeExit", () => {
    if (current) finish();
    const job = next();
    if (job === null) return;
    setImmediate(() => {});
    try {
      begin(job);
    } catch (error) {
      fail(error);
    }
  });
  process.on("uncaughtException", (error) => {
    if (current) fail(error);
    else {
      process._rawDebug(String(error?.stack));
      process.exit(1);
    }
  });
})();
