// Stands in for VS Code's native file logger where that is not built: without any, VS Code 1.90 waits for one in an endless loop.
const names = [
  'trace',
  'debug',
  'info',
  'warn',
  'error',
  'critical',
  'setLevel',
  'setPattern',
  'clearFormatters',
];
const nothing = () => undefined;
const logger = Object.fromEntries([...names, 'flush', 'drop'].map((name) => [name, nothing]));
const create = async () => ({ ...logger, getLevel: () => 6 });
module.exports = {
  version: 0,
  setLevel: nothing,
  setFlushOn: nothing,
  shutdown: nothing,
  createRotatingLogger: create,
  createAsyncRotatingLogger: create,
};
