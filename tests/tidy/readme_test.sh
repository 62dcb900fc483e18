#!/bin/sh
# readme_test.sh ROOT BUILD WORK: runs every command of the README's ```sh blocks, in a folder that looks
# like a built clone. The project's own two commands, which install and build, are left out.
# A command that ends with another code than 0 says so: `# exits with 1` at the end of its line.
set -u
root=$1
build=$2
work=$3
rm -rf "$work"
mkdir -p "$work"
for entry in "$root"/*; do
    name=${entry##*/}
    [ "$name" = build ] || ln -s "$entry" "$work/$name"
done
ln -s "$build" "$work/build"
cd "$work" || exit 2

awk '/^```sh$/ { on = 1; next } /^```/ { on = 0 } on && NF' "$root/README.md" >"$work.commands"
run=0
failed=0
while IFS= read -r line; do
    case $line in
    '#'* | tools/replay* | tools/test* | 'git clone'*) continue ;;
    esac
    wanted=0
    case $line in
    *'# exits with '*) wanted=${line##*# exits with } ;;
    esac
    result=0
    sh -c "$line" >"$work.output" 2>&1 </dev/null || result=$?
    run=$((run + 1))
    if [ "$result" -ne "$wanted" ]; then
        echo "README.md: $line"
        echo "    ended with $result, wanted $wanted:"
        sed 's/^/    /' "$work.output"
        failed=$((failed + 1))
    fi
done <"$work.commands"
echo "$run commands run, $failed failed"
[ "$failed" -eq 0 ] && [ "$run" -gt 0 ]
