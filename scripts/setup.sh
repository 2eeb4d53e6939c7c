# setup.sh is sourced by ./quickstart and ./check: it installs what is missing and builds.
# Packages come from the machine's own package manager; sudo is used only where needed.

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "Packages are missing and neither root nor sudo is at hand. Install them yourself:" >&2
        echo "  apt-get install ${packages_missing[*]}" >&2
        exit 1
    fi
}

# packages_install NAME... installs those Debian packages that are not there yet.
packages_install() {
    packages_missing=()
    local name
    for name in "$@"; do
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' ||
            packages_missing+=("$name")
    done
    [ ${#packages_missing[@]} -eq 0 ] && return 0
    say "installing packages: ${packages_missing[*]}"
    command -v apt-get >/dev/null || {
        echo "This machine has no apt-get; install the packages above by hand." >&2
        exit 1
    }
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        "${packages_missing[@]}" >/dev/null
}

packages_build=(gcc g++ libc6-dev cmake ninja-build pkg-config libjansson-dev libyaml-dev
    libzstd-dev libxxhash-dev libutf8proc-dev libsqlite3-dev libcurl4-openssl-dev
    libexpat1-dev libbz2-dev libcmocka-dev gnuplot-nox)

# build PRESET TARGET... configures and builds.
build() {
    local preset=$1
    shift
    say "building ($preset)"
    cmake --preset "$preset" >"build/$preset.log" 2>&1 || {
        cat "build/$preset.log" >&2
        exit 1
    }
    cmake --build --preset "$preset" -- "$@" | tail -n 1
}
