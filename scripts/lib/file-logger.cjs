// Stands in for VS Code's native file logger where that is not built: without any, VS Code 1.90 waits for one in an endless loop, and what
// extensions log is not to be seen in its output view.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
const OFF = levels.length;
let usual = levels.indexOf('info');
const nothing = () => undefined;

async function create(_name, path) {
  mkdirSync(dirname(path), { recursive: true });
  let own;
  let formatted = true;
  const log = (level) => (message) => {
    if (level < (own ?? usual)) return;
    const stamp = new Date().toISOString().replace('T', ' ').slice(0, -1);
    appendFileSync(path, formatted ? `${stamp} [${levels[level]}] ${message}\n` : message);
  };
  return {
    ...Object.fromEntries(levels.map((name, level) => [name === 'warning' ? 'warn' : name, log(level)])),
    getLevel: () => own ?? usual,
    setLevel: (level) => {
      own = level;
    },
    setPattern: nothing,
    clearFormatters: () => {
      formatted = false;
    },
    flush: nothing,
    drop: () => {
      own = OFF;
    },
  };
}

// Assigned one by one, so that an import by name finds them, too.
exports.version = 0;
exports.setLevel = (level) => {
  usual = level;
};
exports.setFlushOn = nothing;
exports.shutdown = nothing;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
