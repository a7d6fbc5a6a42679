# Sourced by bin/test and .ci/run: what every process of the tests begins with is made in the background, in the
# folder MADE; see tests/made.py.
begin_making() {
  folder="${TMPDIR:-/tmp}/beterdichtbij-made"
  find "${folder%/*}" -maxdepth 1 -name "${folder##*/}.*" -user "$(id -un)" -mmin +600 -exec rm -rf {} + 2>/dev/null || true
  MADE=$(mktemp -d "$folder.XXXXXX")
  export MADE
  .venv/bin/python -m tests.made &
  making=$!
  trap 'wait "$making" || true; rm -rf "$MADE"' EXIT
}
