// Opens a model in editors with the language server of dist/ and reads what they show: npm run try:editors -- [--installed] [neovim emacs]
// An editor that is not installed fails, with --installed it is named and left. Prints one line for each.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './lib/steps.mjs';

const cli = join(projectRoot, 'dist/cli.js');
const model =
  "import torch\nimport torch.nn as nn\n\nrnn = nn.RNN(10, 20, nonlinearity='relu')\ny = torch.log(torch.softmax(x, 0))\n";

/** Lua for Neovim 0.7 and newer: waits for diagnostics, asks for a hover, applies what is safe, and prints JSON. */
const lua = `
local function report(value) vim.fn.writefile({ vim.json.encode(value) }, vim.env.LENS_OUT) end
vim.api.nvim_create_autocmd('FileType', { pattern = 'python', callback = function(args)
  local client = vim.lsp.start_client({ name = 'activation-lens', cmd = { vim.env.LENS_NODE, vim.env.LENS_CLI, 'server' }, root_dir = vim.fn.getcwd() })
  vim.lsp.buf_attach_client(args.buf, client)
end })
vim.cmd('filetype on')
vim.cmd('edit model.py')
local buffer = vim.api.nvim_get_current_buf()
vim.wait(30000, function() return #vim.diagnostic.get(buffer) == 2 end, 50)
local found = {}
for _, one in ipairs(vim.diagnostic.get(buffer)) do table.insert(found, { one.lnum, one.code or (one.user_data and one.user_data.lsp and one.user_data.lsp.code) }) end
local document = { uri = vim.uri_from_bufnr(buffer) }
local hovers = vim.lsp.buf_request_sync(buffer, 'textDocument/hover', { textDocument = document, position = { line = 4, character = 17 } }, 20000)
local hover = ''
for _, one in pairs(hovers or {}) do hover = one.result and one.result.contents.value or '' end
local range = { start = { line = 0, character = 0 }, ['end'] = { line = 0, character = 0 } }
local actions = vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', { textDocument = document, range = range, context = { diagnostics = {}, only = { 'source.fixAll.activationLens' } } }, 20000)
for _, one in pairs(actions or {}) do for _, action in ipairs(one.result or {}) do vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16') end end
vim.wait(30000, function() return #vim.diagnostic.get(buffer) == 1 end, 50)
report({ found = found, hover = hover, fixed = vim.api.nvim_buf_get_lines(buffer, 4, 5, false)[1], left = #vim.diagnostic.get(buffer) })
vim.cmd('qall!')
`;

/** Emacs' Lisp: the same by eglot and flymake. */
const lisp = `
(package-initialize)
(require 'eglot)
(require 'flymake)
(require 'json)
(setq eglot-sync-connect 30 eglot-autoshutdown nil)
(add-to-list 'eglot-server-programs (cons 'python-mode (list (getenv "LENS_NODE") (getenv "LENS_CLI") "server")))
(find-file "model.py")
(python-mode)
(call-interactively #'eglot)
(defun wait-for (count)
  (let ((end (+ (float-time) 30)))
    (while (and (< (float-time) end) (/= count (length (flymake-diagnostics))))
      (accept-process-output nil 0.1)
      (flymake-start))))
(flymake-mode 1)
(wait-for 2)
(let* ((found (mapcar (lambda (one) (list (1- (line-number-at-pos (flymake-diagnostic-beg one))) (flymake-diagnostic-text one))) (flymake-diagnostics)))
       (server (eglot-current-server))
       (document (list :uri (eglot--path-to-uri (buffer-file-name))))
       (hover (jsonrpc-request server :textDocument/hover (list :textDocument document :position '(:line 4 :character 17))))
       (actions (jsonrpc-request server :textDocument/codeAction
                 (list :textDocument document :range '(:start (:line 0 :character 0) :end (:line 0 :character 0))
                       :context (list :diagnostics [] :only ["source.fixAll.activationLens"])))))
  (mapc (lambda (action) (eglot--apply-workspace-edit (plist-get action :edit))) actions)
  (eglot--signal-textDocument/didChange)
  (wait-for 1)
  (with-temp-file (getenv "LENS_OUT")
    (insert (json-encode (list :found (apply #'vector found)
      :hover (plist-get (plist-get hover :contents) :value)
      :fixed (with-current-buffer "model.py" (goto-char (point-min)) (forward-line 4) (buffer-substring (point) (line-end-position)))
      :left (with-current-buffer "model.py" (length (flymake-diagnostics))))))))
(kill-emacs 0)
`;

const editors = {
  neovim: { program: 'nvim', file: 'init.lua', text: lua, args: ['--headless', '-u', 'init.lua'] },
  emacs: { program: 'emacs', file: 'init.el', text: lisp, args: ['--batch', '-l', 'init.el'] },
};

/** What an editor showed; throws where it is not installed or shows something else. */
function tryEditor(name) {
  const { program, file, text, args } = editors[name];
  const version = execFileSync(program, ['--version'], { encoding: 'utf8' }).split('\n')[0];
  const folder = mkdtempSync(join(tmpdir(), `activation-lens-${name}-`));
  try {
    writeFileSync(join(folder, 'model.py'), model);
    writeFileSync(join(folder, file), text);
    const out = join(folder, 'out.json');
    const env = { ...process.env, HOME: folder, LENS_NODE: process.execPath, LENS_CLI: cli, LENS_OUT: out };
    const { status, stderr, stdout } = spawnSync(program, args, {
      cwd: folder,
      env,
      encoding: 'utf8',
      timeout: 120_000,
    });
    let shown;
    try {
      shown = JSON.parse(readFileSync(out, 'utf8'));
    } catch (error) {
      throw new Error(`${version} ended with ${status} and told nothing:\n${stdout}${stderr}`, {
        cause: error,
      });
    }
    return { version, ...shown };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function complaintAbout({ found, hover, fixed, left }) {
  const lines = found.map(([line]) => line).sort();
  if (JSON.stringify(lines) !== '[3,4]') return `findings on lines ${lines}`;
  if (!/Softmax/.test(hover)) return `the hover ${JSON.stringify(hover)}`;
  if (fixed !== 'y = torch.log_softmax(x, 0)') return `the fix ${JSON.stringify(fixed)}`;
  return left === 1 ? undefined : `${left} findings after the fix`;
}

const isInstalled = (name) => spawnSync(editors[name].program, ['--version']).error === undefined;

let failed = false;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { installed: { type: 'boolean', default: false } },
});
for (const name of positionals.length === 0 ? Object.keys(editors) : positionals) {
  if (values.installed && !isInstalled(name)) {
    console.log(`${name} is not installed here, and was not tried.`);
    continue;
  }
  try {
    const shown = tryEditor(name);
    const complaint = complaintAbout(shown);
    failed ||= complaint !== undefined;
    console.log(
      complaint === undefined
        ? `${shown.version}: findings, hover and fix-all`
        : `${shown.version} shows ${complaint}`,
    );
  } catch (error) {
    failed = true;
    console.log(`${name}: ${error.message}`);
  }
}
if (failed) process.exitCode = 1;
