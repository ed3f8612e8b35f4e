#!/usr/bin/env bash
# 校验程序: verifies a package (a folder) with bash, coreutils and openssl alone: manifests, signature, every event's place in the tree.
#   bash verify.sh PACKAGE KEY        0 proven, 1 broken, 2 cannot say
set -u -o pipefail
export LC_ALL=C.UTF-8
fail() { echo "不通过 BROKEN: $*"; exit 1; }
[ $# -eq 2 ] && [ -d "$1" ] || { echo "usage: verify.sh PACKAGE KEY" >&2; exit 2; }
package=$(cd "$1" && pwd) key=$2
[ -f "$key" ] && key=$(head -n 1 "$key")
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
cd "$package" || exit 2
grep -qx 'Trail-Format: trail/1' bag-info.txt 2>/dev/null || fail "format"
mode=$(sed -n 's/^Trail-Mode: //p' bag-info.txt)

sha256sum --quiet --strict -c tagmanifest-sha256.txt >/dev/null 2>&1 || fail "tagmanifest-sha256.txt"
sha256sum --quiet --strict -c manifest-sha256.txt >/dev/null 2>&1 || fail "manifest-sha256.txt"
diff -q <(cut -c67- manifest-sha256.txt) <(find data -type f | sort) >/dev/null || fail "files listed and files present differ"

# The key: <name>+<number>+<base64 of a byte 1 and 32 bytes>
name=${key%%+*} rest=${key#*+} && number=${rest%%+*} raw=${rest#*+}
echo "$raw" | base64 -d > "$work/raw" 2>/dev/null || { echo "the key is damaged" >&2; exit 2; }
[ "$(stat -c %s "$work/raw")" = 33 ] || { echo "the key is damaged" >&2; exit 2; }
[ "$( (printf '%s\n' "$name"; cat "$work/raw") | sha256sum | cut -c1-8)" = "$number" ] || { echo "the key is damaged" >&2; exit 2; }
(printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'; tail -c 32 "$work/raw") > "$work/key.der"

# The checkpoint: three lines, an empty one, signatures
note=data/trail/checkpoint
head -n 3 "$note" > "$work/text"
[ -z "$(sed -n 4p "$note")" ] || fail "checkpoint"
signed=""
while read -r dash who signature; do
  [ "$dash" = "—" ] && [ "$who" = "$name" ] || continue
  echo "$signature" | base64 -d > "$work/signature" 2>/dev/null || fail "signature"
  [ "$(head -c 4 "$work/signature" | od -An -tx1 | tr -d ' \n')" = "$number" ] || continue
  tail -c +5 "$work/signature" > "$work/sig"
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin -in "$work/text" -sigfile "$work/sig" >/dev/null 2>&1 || fail "signature"
  signed=yes
done < <(tail -n +5 "$note")
[ -n "$signed" ] || fail "not signed by this key"
size=$(sed -n 2p "$note") root=$(sed -n 3p "$note" | base64 -d | od -An -v -tx1 | tr -d ' \n')
[ "$size" -gt 0 ] 2>/dev/null || { echo "无法判定 CANNOT SAY: an empty log"; exit 2; }

unhex() { sed 's/../\\x&/g' | xargs -0 printf '%b'; }
leaf() { (printf '\0'; cat "$1") | sha256sum | cut -d' ' -f1; }
node() { printf '%s' "01$1$2" | unhex | sha256sum | cut -d' ' -f1; }

if [ "$mode" = full ]; then
  # Every entry is hashed; the root is put together from the right edge, 64 hex digits to a hash.
  stack=() widths=() index=0
  while IFS= read -r bundle; do
    at=0 end=$(stat -c %s "$bundle")
    while [ "$at" -lt "$end" ]; do
      length=$((16#$(tail -c +$((at + 1)) "$bundle" | head -c 2 | od -An -tx1 | tr -d ' \n')))
      tail -c +$((at + 3)) "$bundle" | head -c "$length" > "$work/leaf"
      hash=$(leaf "$work/leaf") width=1
      while [ ${#stack[@]} -gt 0 ] && [ "${widths[-1]}" = "$width" ]; do
        hash=$(node "${stack[-1]}" "$hash") width=$((width * 2))
        unset 'stack[-1]' 'widths[-1]'
      done
      stack+=("$hash") widths+=("$width")
      at=$((at + 2 + length)) index=$((index + 1))
    done
  done < <(find data/trail/tile/entries -type f | sed 's/\.p\/[0-9]*$//; s/$/ &/' | sort | cut -d' ' -f1 | while read -r stem; do
    if [ -f "$stem" ]; then echo "$stem"; else echo "$stem".p/*; fi
  done)
  [ "$index" = "$size" ] || fail "$index entries where $size belong"
  hash=${stack[-1]}
  for ((i = ${#stack[@]} - 2; i >= 0; i--)); do hash=$(node "${stack[i]}" "$hash"); done
  [ "$hash" = "$root" ] || fail "the entries do not give the signed root"
else
  count=0
  for file in data/trail/leaves/*.json; do
    [ -f "$file" ] || { echo "无法判定 CANNOT SAY: no events"; exit 2; }
    index=$(basename "$file" .json) hash=$(leaf "$file") at=$(basename "$file" .json) last=$((size - 1))
    proof=data/trail/proofs/$index.tlog-proof
    [ "$(sed -n 2p "$proof")" = "index $index" ] || fail "proof $index"
    diff -q <(sed '1,/^$/d' "$proof") "$note" >/dev/null || fail "proof $index is under another checkpoint"
    while read -r line; do
      other=$(echo "$line" | base64 -d | od -An -v -tx1 | tr -d ' \n')
      [ "$last" -gt 0 ] || fail "proof $index"
      if [ $((at & 1)) = 1 ] || [ "$at" = "$last" ]; then
        hash=$(node "$other" "$hash")
        while [ $((at & 1)) = 0 ] && [ "$at" -gt 0 ]; do at=$((at >> 1)) last=$((last >> 1)); done
      else
        hash=$(node "$hash" "$other")
      fi
      at=$((at >> 1)) last=$((last >> 1))
    done < <(sed -n '3,/^$/p' "$proof" | sed '/^$/d')
    [ "$last" = 0 ] && [ "$hash" = "$root" ] || fail "event $index is not in the signed tree"
    count=$((count + 1))
  done
  [ "$count" -gt 0 ] || { echo "无法判定 CANNOT SAY: no events"; exit 2; }
fi
echo "通过 PROVEN: 签名与每条事件 signature and every event ($mode, $size)"
