#!/usr/bin/env bash
# Builds and tests the whole project on a fresh Debian machine with the .NET 10 SDK.
#   ./build.sh build           builds everything (Release)
#   ./build.sh test [NAME…]    installs what the tests need, builds, runs every test (or the projects whose name contains NAME)
#   ./build.sh bench [ARGS…]   runs the benchmarks; ARGS go to BenchmarkDotNet
#   ./build.sh format          checks the formatting; with --fix, repairs it
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
configuration=Release

need_sdk() {
    command -v dotnet >/dev/null || { echo "build.sh: the .NET 10 SDK is not installed: install it and put dotnet on PATH" >&2; exit 1; }
}

# Debian packages by the command or file that shows they are there.
install_tools() {
    local missing=()
    while read -r package probe; do
        if [[ $probe == /* ]]; then [[ -e $probe ]] || missing+=("$package"); else command -v "$probe" >/dev/null || missing+=("$package"); fi
    done <<'TOOLS'
clang-19 clang-19
llvm-19 llvm-mc-19
bpftool bpftool
libbpf-dev /usr/include/bpf/libbpf.h
iproute2 ip
iputils-ping ping
TOOLS
    ((${#missing[@]})) || return 0
    if ((EUID != 0)); then
        echo "build.sh: not installed: ${missing[*]}; the tests that need them will be skipped (run as root to install them)" >&2
        return 0
    fi
    echo "installing ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

build() {
    need_sdk
    dotnet build Bpf.sln -c "$configuration" -v quiet --nologo "$@"
}

# Test projects run one after the other: the kernel tests count the programs, maps and links of the whole machine.
run_tests() {
    local passed=0 failed=0 skipped=0 broken=0 log started
    log=$(mktemp)
    for project in tests/*/; do
        project=${project%/}
        local name=${project##*/} wanted=1 word
        # Libraries that tests share have no runner.
        [[ -x $project/bin/$configuration/net10.0/$name ]] || continue
        if (($# > 0)); then
            wanted=0
            for word in "$@"; do [[ $name == *"$word"* ]] && wanted=1; done
        fi
        ((wanted)) || continue
        started=$SECONDS
        local status=0
        "$project/bin/$configuration/net10.0/$name" --no-progress --no-ansi >"$log" 2>&1 || status=$?
        local p f s
        p=$(sed -n 's/^ *succeeded: \([0-9]*\)$/\1/p' "$log" | tail -n 1)
        f=$(sed -n 's/^ *failed: \([0-9]*\)$/\1/p' "$log" | tail -n 1)
        s=$(sed -n 's/^ *skipped: \([0-9]*\)$/\1/p' "$log" | tail -n 1)
        passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
        printf '%-34s %5s passed %3s failed %3s skipped  %4d s\n' "$name" "${p:-?}" "${f:-?}" "${s:-?}" $((SECONDS - started))
        if ((status != 0)); then
            cat "$log"
            # A runner that died without a summary counts as a failure.
            [[ -n $f && $f != 0 ]] || failed=$((failed + 1))
            broken=1
        else
            # The runner's lines on skipped tests give the reason.
            grep -A 1 -E '^skipped ' "$log" || true
        fi
    done
    rm -f "$log"
    echo "$passed passed, $failed failed, $skipped skipped"
    return $broken
}

command=${1:-test}
shift || true
case $command in
    build) build "$@" ;;
    test) install_tools; build; run_tests "$@" ;;
    bench) need_sdk; dotnet run -c Release --project bench/KernelScript.Benchmarks -- "$@" ;;
    format) need_sdk; if [[ ${1:-} == --fix ]]; then dotnet format Bpf.sln; else dotnet format Bpf.sln --verify-no-changes; fi ;;
    *) echo "build.sh: unknown command '$command': use build, test, bench or format" >&2; exit 2 ;;
esac
