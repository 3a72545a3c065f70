/**
 * An esbuild plugin that writes what a build with shared parts gives as CommonJS: esbuild shares between entries in ECMAScript modules only, and
 * those start later and have no `__filename` for workers to run.
 */
const { mkdir, writeFile } = require('node:fs/promises');
const { basename, dirname } = require('node:path');

/**
 * @param {Readonly<Record<string, string>>} firstLines by the names of files that a shell runs
 * @returns {import('esbuild').Plugin}
 */
const commonJs = (firstLines) => ({
  name: 'common-js',
  setup(build) {
    const { write = true, sourcemap, minify, target, charset } = build.initialOptions;
    // The second step reads the map of the first one from the text.
    Object.assign(build.initialOptions, { write: false, sourcemap: sourcemap ? 'inline' : false });
    build.onEnd(async ({ outputFiles = [] }) => {
      if (!write) return;
      await Promise.all(
        outputFiles.map(async ({ path, text }) => {
          const name = basename(path);
          const { code, map } = await build.esbuild.transform(text, {
            ...{ format: 'cjs', platform: 'node', sourcefile: name, minify, target, charset },
            banner: firstLines[name],
            sourcemap: sourcemap ? 'external' : false,
          });
          await mkdir(dirname(path), { recursive: true });
          await writeFile(path, map === '' ? code : `${code}//# sourceMappingURL=${name}.map\n`);
          if (map !== '') await writeFile(`${path}.map`, map);
        }),
      );
    });
  },
});

module.exports = { commonJs };
