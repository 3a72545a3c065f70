#!/usr/bin/env bash
# What action.yml runs: the inputs come as variables, so that no text of a workflow is ever taken for a command.
set -euo pipefail

# Separated by blanks or line by line, as YAML's blocks are; read fails at the end of what it read.
read -r -d '' -a paths <<<"${LENS_PATHS:-.}" || true
read -r -d '' -a more <<<"${LENS_ARGS:-}" || true
options=(--format "${LENS_FORMAT:-github}" --fail-on "${LENS_FAIL_ON:-warning}")
if [ -n "${LENS_OUTPUT_FILE:-}" ]; then options+=(--output-file "$LENS_OUTPUT_FILE"); fi

lens() { npx --yes --package "$LENS_PACKAGE" -- activation-lens lint "$@"; }

code=0
lens "${options[@]}" "${more[@]}" "${paths[@]}" || code=$?
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ "$code" -lt 2 ]; then
  lens --format markdown --fail-on never "${more[@]}" "${paths[@]}" >>"$GITHUB_STEP_SUMMARY"
fi
exit "$code"
