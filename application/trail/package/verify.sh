#!/usr/bin/env bash
# 校验程序: verifies a package (a folder) with bash, coreutils and openssl alone: manifests, signature, every event's place in the tree,
# every tile, every disclosure under its event. What it does not read: chains and heads of cases, older checkpoints, witnesses.
#   bash verify.sh PACKAGE KEY [TSA.pem]        0 proven, 1 broken, 2 cannot say
# With the certificate of the time-stamp authority it checks the time stamps as well; without it, it shows how.
set -u -o pipefail
shopt -s nullglob globstar
export LC_ALL=C
fail() { echo "不通过 BROKEN: $*"; exit 1; }
unknown() { echo "无法判定 CANNOT SAY: $*"; exit 2; }
{ [ $# -eq 2 ] || [ $# -eq 3 ]; } && [ -d "$1" ] || { echo "usage: verify.sh PACKAGE KEY [TSA.pem]" >&2; exit 2; }
package=$(cd "$1" && pwd) key=$2 authority=${3:+$(realpath "$3")}
[ -f "$key" ] && key=$(head -n 1 "$key")
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
cd "$package" || exit 2
grep -qx 'Trail-Format: trail/1' bag-info.txt 2>/dev/null || fail "version: the format is not trail/1"
mode=$(sed -n 's/^Trail-Mode: //p' bag-info.txt)

sha256sum --quiet --strict -c tagmanifest-sha256.txt >/dev/null 2>&1 || fail "integrity: tagmanifest-sha256.txt"
sha256sum --quiet --strict -c manifest-sha256.txt >/dev/null 2>&1 || fail "integrity: manifest-sha256.txt"
present=() && for file in data/** data/**/.[!.]*; do [ -d "$file" ] || present+=("$file"); done
diff -q <(cut -c67- manifest-sha256.txt) <(printf '%s\n' "${present[@]}" | sort) >/dev/null || fail "completeness: files listed and files present differ"

# The key: <name>+<number>+<base64 of a byte 1 and 32 bytes>
name=${key%%+*} rest=${key#*+} && number=${rest%%+*} raw=${rest#*+}
echo "$raw" | base64 -d > "$work/raw" 2>/dev/null || { echo "the key is damaged" >&2; exit 2; }
[ "$(stat -c %s "$work/raw")" = 33 ] || { echo "the key is damaged" >&2; exit 2; }
[ "$( (printf '%s\n' "$name"; cat "$work/raw") | sha256sum | cut -c1-8)" = "$number" ] || { echo "the key is damaged" >&2; exit 2; }
(printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'; tail -c 32 "$work/raw") > "$work/key.der"

# The checkpoint: three lines, an empty one, signatures
note=data/trail/checkpoint
[ -f "$note" ] || fail "signature: there is no checkpoint"
head -n 3 "$note" > "$work/text"
[ -z "$(sed -n 4p "$note")" ] || fail "signature: this is no checkpoint"
signed=""
while read -r dash who signature; do
  [ "$dash" = "—" ] && [ "$who" = "$name" ] || continue
  echo "$signature" | base64 -d > "$work/signature" 2>/dev/null || fail "signature"
  [ "$(head -c 4 "$work/signature" | od -An -tx1 | tr -d ' \n')" = "$number" ] || continue
  tail -c +5 "$work/signature" > "$work/sig"
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin -in "$work/text" -sigfile "$work/sig" >/dev/null 2>&1 || fail "signature"
  signed=yes
done < <(tail -n +5 "$note")
[ -n "$signed" ] || fail "signature: not signed by this key"
size=$(sed -n 2p "$note") root=$(sed -n 3p "$note" | base64 -d 2>/dev/null | od -An -v -tx1 | tr -d ' \n')
[[ $size =~ ^(0|[1-9][0-9]{0,17})$ ]] || fail "signature: this is no checkpoint"
[ "$size" -gt 0 ] || unknown "an empty log"

# Many are hashed at once: each is written to a file of its own, from bytes spelled \xHH, by the shell itself.
box=$work/box && mkdir "$box"
count=0
add() { printf '%b' "$1" > "$box/$((1000000 + count))"; count=$((count + 1)); }
hash_all() { # gives "hashes": of each, in order, spelled \xHH
  hashes=()
  [ "$count" -gt 0 ] || return 0
  mapfile -t hashes < <(cd "$box" && printf '%s\0' * | xargs -0 sha256sum | cut -c1-64 | sed 's/../\\x&/g')
  rm -rf "$box" && mkdir "$box" && count=0
}
spelled() { od -An -v -tx1 "$1" | tr -d '\n' | sed 's/ /\\x/g'; }

# Disclosures: each line has one form, stands under its event, and each protected member is opened or withheld by name.
used=0
opened='^\{"disclosure":"([A-Za-z0-9_-]+)","index":(0|[1-9][0-9]*)\}$'
withheld='^\{"class":"(business-secret|official|personal)","index":(0|[1-9][0-9]*),"names":\[("[A-Za-z0-9_]+"(,"[A-Za-z0-9_]+")*)\],"why":"(erased|profile|restricted)"\}$'
declare -A told=() names=()
read_disclosures() { # of a bundle: gives "told" (index → digests) and "names" (index → how many members stand there)
  told=() names=()
  local file=data/disclosures/$1.jsonl line before="" of=() at=-1
  [ -f "$file" ] || return 0
  used=$((used + 1))
  while IFS= read -r line || [ -n "$line" ]; do
    if [[ $line =~ $opened ]]; then
      add "$(printf '%s' "${BASH_REMATCH[1]}")" && of+=("${BASH_REMATCH[2]}")
    elif [[ $line =~ $withheld ]]; then
      local list=${BASH_REMATCH[3]//[^,]/}
      names[${BASH_REMATCH[2]}]=$((${names[${BASH_REMATCH[2]}]:-0} + ${#list} + 1))
    else
      fail "disclosures: $file is damaged"
    fi
    [ "${BASH_REMATCH[2]}" -ge "$at" ] && { [ "${BASH_REMATCH[2]}" -gt "$at" ] || [[ $line > $before ]]; } || fail "disclosures: $file is out of order"
    at=${BASH_REMATCH[2]} before=$line
    [ $((at / 256)) = "$1" ] || fail "disclosures: $file speaks of an event outside it ($at)"
  done < "$file"
  hash_all
  # 32 bytes and a zero take 44 letters of base64, of which the first 43 are those of the digest.
  local digests=() number
  [ ${#hashes[@]} -eq 0 ] || mapfile -t digests < <(printf '%b' "${hashes[@]/%/\\x00}" | base64 -w 44 | cut -c1-43 | tr '+/' '-_')
  for number in "${!of[@]}"; do
    told[${of[number]}]+=" ${digests[number]}"
    names[${of[number]}]=$((${names[${of[number]}]:-0} + 1))
  done
}
protected='"_sd":\[([^]]*)\]'
check_disclosures() { # index, leaf
  local digests="" list digest many=0
  if [[ $2 =~ $protected ]]; then digests=${BASH_REMATCH[1]} && list=${digests//[^,]/} && many=$((${#list} + 1)); fi
  for digest in ${told[$1]:-}; do [[ $digests == *"\"$digest\""* ]] || fail "disclosures: one does not belong to event $1"; done
  [ "${names[$1]:-0}" = "$many" ] || fail "disclosures: event $1 has $many protected members, ${names[$1]:-0} are opened or named"
  unset "told[$1]" "names[$1]"
}
all_used() { [ ${#names[@]} -eq 0 ] || fail "disclosures: of an event that is not here (${!names[*]})"; }

if [ "$mode" = full ]; then
  # Every entry is hashed; then level upon level, the odd one going up as it is; every eighth level is compared with its tiles.
  path_of() { local n=$1 path; printf -v path '%03d' $((10#$n % 1000)); while [ "$n" -ge 1000 ]; do n=$((n / 1000)); printf -v path 'x%03d/%s' $((n % 1000)) "$path"; done; echo "$path"; }
  tile() { local width=$3; echo "data/trail/tile/$1/$(path_of "$2")$([ "$width" = 256 ] || echo ".p/$width")"; }
  nodes=() tiles=0
  for ((first = 0; first < size; first += 256)); do
    width=$((size - first < 256 ? size - first : 256)) bundle=$(tile entries $((first / 256)) $((size - first < 256 ? size - first : 256)))
    tiles=$((tiles + 1))
    [ -f "$bundle" ] || fail "completeness: missing $bundle (index $first)"
    read_disclosures $((first / 256))
    bytes=$(spelled "$bundle") at=0
    for ((index = first; index < first + width; index++)); do
      digits=${bytes:at:8} && digits=${digits//\\x/}
      [ ${#digits} = 4 ] || fail "integrity: an entry is cut off (index $index)"
      length=$((16#$digits * 4)) state=${bytes:at+8:length}
      [ ${#state} = "$length" ] || fail "integrity: an entry is cut off (index $index)"
      add "\\x00$state"
      printf -v leaf '%b' "$state"
      check_disclosures "$index" "$leaf"
      at=$((at + 8 + length))
    done
    [ "$at" = ${#bytes} ] || fail "integrity: more entries than belong (index $((first + width)))"
    all_used
    hash_all
    nodes+=("${hashes[@]}")
  done
  for ((level = 0; ; level++)); do
    if [ $((level % 8)) = 0 ]; then
      whole=$((size >> level))
      for ((first = 0; first < whole; first += 256)); do
        file=$(tile $((level / 8)) $((first / 256)) $((whole - first < 256 ? whole - first : 256)))
        tiles=$((tiles + 1))
        [ -f "$file" ] || fail "completeness: missing $file (index $((first << level)))"
        printf -v joined '%s' "${nodes[@]:first:whole - first < 256 ? whole - first : 256}"
        [ "$(spelled "$file")" = "$joined" ] || fail "integrity: $file does not agree with the entries (from index $((first << level)))"
      done
    fi
    [ ${#nodes[@]} -gt 1 ] || break
    for ((i = 0; i + 1 < ${#nodes[@]}; i += 2)); do add "\\x01${nodes[i]}${nodes[i + 1]}"; done
    odd=("${nodes[@]:i}")
    hash_all
    nodes=("${hashes[@]}" "${odd[@]}")
  done
  [ "${nodes[0]//\\x/}" = "$root" ] || fail "integrity: the entries do not give the signed root"
  found=() && for file in data/trail/tile/**; do [ -d "$file" ] || found+=("$file"); done
  [ ${#found[@]} = "$tiles" ] || fail "integrity: there are ${#found[@]} tiles and bundles where $tiles belong"
else
  events=() && for file in data/trail/leaves/*.json; do file=${file##*/} && events+=("${file%.json}"); done
  [ ${#events[@]} -gt 0 ] || unknown "no events"
  mapfile -t events < <(printf '%s\n' "${events[@]}" | sort -n)
  bundle=-1 ats=() lasts=() steps=() most=0
  for index in "${events[@]}"; do
    [[ $index =~ ^(0|[1-9][0-9]{0,17})$ ]] || fail "integrity: this is no event: $index"
    proof=data/trail/proofs/$index.tlog-proof
    [ "$(sed -n 1p "$proof" 2>/dev/null)" = "c2sp.org/tlog-proof@v1" ] && [ "$(sed -n 2p "$proof")" = "index $index" ] || fail "integrity: proof $index"
    diff -q <(sed '1,/^$/d' "$proof") "$note" >/dev/null || fail "integrity: proof $index is under another checkpoint"
    steps+=("$(sed -n '3,${/^$/q;p}' "$proof" | base64 -d 2>/dev/null | od -An -v -tx1 | tr -d '\n' | sed 's/ /\\x/g')")
    ats+=("$index") lasts+=($((size - 1)))
    [ ${#steps[-1]} -le $most ] || most=${#steps[-1]}
  done
  for index in "${events[@]}"; do add "\\x00$(spelled "data/trail/leaves/$index.json")"; done
  hash_all
  nodes=("${hashes[@]}")
  for index in "${events[@]}"; do
    if [ $((index / 256)) != "$bundle" ]; then all_used && bundle=$((index / 256)) && read_disclosures "$bundle"; fi
    check_disclosures "$index" "$(< "data/trail/leaves/$index.json")"
  done
  all_used
  # All proofs are walked together, a step of each at a time.
  for ((at = 0; at < most; at += 128)); do
    walking=()
    for i in "${!events[@]}"; do
      other=${steps[i]:at:128}
      [ -n "$other" ] || continue
      [ "${lasts[i]}" -gt 0 ] && [ ${#other} = 128 ] || fail "integrity: proof ${events[i]}"
      if [ $((ats[i] & 1)) = 1 ] || [ "${ats[i]}" = "${lasts[i]}" ]; then
        add "\\x01$other${nodes[i]}"
        while [ $((ats[i] & 1)) = 0 ] && [ "${ats[i]}" -gt 0 ]; do ats[i]=$((ats[i] >> 1)) lasts[i]=$((lasts[i] >> 1)); done
      else
        add "\\x01${nodes[i]}$other"
      fi
      ats[i]=$((ats[i] >> 1)) lasts[i]=$((lasts[i] >> 1))
      walking+=("$i")
    done
    hash_all
    for i in "${!walking[@]}"; do nodes[${walking[i]}]=${hashes[i]}; done
  done
  for i in "${!events[@]}"; do
    [ "${lasts[i]}" = 0 ] && [ "${nodes[i]//\\x/}" = "$root" ] || fail "integrity: event ${events[i]} is not in the signed tree"
  done
fi
files=(data/disclosures/*)
[ ${#files[@]} = "$used" ] || fail "disclosures: of events that are not here"

# Time stamps are about the first three lines of a checkpoint.
for token in data/timestamps/*.tsr; do
  stamped=$(basename "$token" .tsr)
  head -n 3 "data/trail/checkpoints/$stamped" > "$work/stamped" 2>/dev/null || fail "completeness: the checkpoint of $token"
  od -An -v -tx1 "$token" | tr -d ' \n' | grep -q "$(sha256sum < "$work/stamped" | cut -d' ' -f1)" || fail "integrity: $token is about something else"
  if [ -n "$authority" ]; then
    openssl ts -verify -data "$work/stamped" -in "$token" -CAfile "$authority" >/dev/null 2>&1 || fail "signature: $token"
  else
    echo "时间戳 time stamp $stamped: head -n 3 data/trail/checkpoints/$stamped > text && openssl ts -verify -data text -in $token -CAfile TSA.pem"
  fi
done
echo "通过 PROVEN: 签名、每条事件与每条披露 signature, every event and every disclosure ($mode, $size)"
