# Sourced by bin/start, bin/test and .ci/run: an environment in .venv that matches a lock file.
# An environment made for the tests holds everything the product runs on, so it is never made smaller.
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"

fail() {
  echo "$1" >&2
  exit 1
}

find_python() {
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  fail "Python 3.11 or newer is needed (on Debian: apt-get install python3-venv)."
}

# Debian's python3 comes without the part that makes environments.
ensure_venv_module() {
  "$1" -c 'import ensurepip, venv' 2>/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "python3-venv is missing; installing it." >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; } >/dev/null 2>&1 && return
  fi
  fail "python3-venv is missing: ask an administrator for 'apt-get install python3-venv'."
}

find_uv() {
  command -v uv && return
  if [ ! -x .venv/uv/bin/uv ]; then
    rm -rf .venv/uv
    "$1" -m venv .venv/uv >&2
    .venv/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.lock >&2
  fi
  echo .venv/uv/bin/uv
}

stamp() {
  echo "$1 $(sha256sum "requirements/$1.lock" | cut -c1-16)"
}

matches() {
  [ -x .venv/bin/python ] && grep -qsx "$(stamp "$1")" .venv/.stamp
}

make_environment() { # make_environment run|dev
  python=$(find_python)
  if [ ! -x .venv/bin/python ]; then
    command -v uv >/dev/null || ensure_venv_module "$python"
    echo "Making the environment in .venv (once, about half a minute)." >&2
    if command -v uv >/dev/null; then uv venv -q --allow-existing --python "$python" .venv; else "$python" -m venv --without-pip .venv; fi
  fi
  kind=$1
  grep -qs '^dev ' .venv/.stamp && kind=dev
  uv=$(find_uv "$python")
  rm -f .venv/.stamp
  VIRTUAL_ENV="$PWD/.venv" "$uv" pip sync --quiet --require-hashes "requirements/$kind.lock"
  # uv leaves byte code out, and each of our processes would make it anew where nobody may write it.
  .venv/bin/python -m compileall -q -j 2 .venv/lib >/dev/null 2>&1 || true
  stamp run >.venv/.stamp.new
  [ "$kind" = run ] || stamp dev >>.venv/.stamp.new
  mv .venv/.stamp.new .venv/.stamp
}

# Without a compiler the media worker does the same in Python, and needs half as much processor again for it.
compile_loop() {
  sh video/media/fast/build.sh 2>/dev/null || true
}

bootstrap() { # bootstrap run|dev
  compile_loop
  matches "$1" && return
  mkdir -p .venv
  exec 9>.venv/.bootstrap
  flock 9
  matches "$1" || make_environment "$1"
  exec 9>&-
}
