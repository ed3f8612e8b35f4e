// Verifies a package with note and tlog of Go's sumdb: signature, every entry, every tile, the root.
package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Println("BROKEN", err)
		os.Exit(1)
	}
}

func number(n int64) string {
	text := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		text = fmt.Sprintf("x%03d/%s", n%1000, text)
	}
	return text
}

func path(dir, level string, n int64, width int) string {
	name := filepath.Join(dir, "tile", level, number(n))
	if width < 256 {
		name += fmt.Sprintf(".p/%d", width)
	}
	return name
}

type reader struct{ dir string }

func (r reader) Height() int { return 8 }

func (r reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, t := range tiles {
		data, err := os.ReadFile(path(r.dir, strconv.Itoa(t.L), t.N, t.W))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (r reader) SaveTiles([]tlog.Tile, [][]byte) {}

func main() {
	dir, vkey := filepath.Join(os.Args[1], "data", "trail"), os.Args[2]
	verifier, err := note.NewVerifier(vkey)
	must(err)
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	must(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	raw, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	var root tlog.Hash
	copy(root[:], raw)

	if _, err := os.Stat(filepath.Join(dir, "leaves")); err == nil {
		leaves, err := filepath.Glob(filepath.Join(dir, "leaves", "*.json"))
		must(err)
		for _, file := range leaves {
			name := strings.TrimSuffix(filepath.Base(file), ".json")
			index, err := strconv.ParseInt(name, 10, 64)
			must(err)
			data, err := os.ReadFile(file)
			must(err)
			proof, err := os.ReadFile(filepath.Join(dir, "proofs", name+".tlog-proof"))
			must(err)
			var record tlog.RecordProof
			for _, line := range strings.Split(strings.SplitN(string(proof), "\n\n", 2)[0], "\n")[2:] {
				raw, err := base64.StdEncoding.DecodeString(line)
				must(err)
				var hash tlog.Hash
				copy(hash[:], raw)
				record = append(record, hash)
			}
			must(tlog.CheckRecord(record, size, root, index, tlog.RecordHash(data)))
		}
		fmt.Println("PROVEN", len(leaves))
		return
	}

	tree := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, reader{dir})
	hash, err := tlog.TreeHash(size, tree)
	must(err)
	if hash != root {
		must(fmt.Errorf("root"))
	}
	// Every entry is hashed and stored again; then every tile is made anew and compared.
	stored := []tlog.Hash{}
	own := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, at := range indexes {
			found[i] = stored[at]
		}
		return found, nil
	})
	index := int64(0)
	for n := int64(0); n*256 < size; n++ {
		width := int(min(256, size-n*256))
		data, err := os.ReadFile(path(dir, "entries", n, width))
		must(err)
		for len(data) > 0 {
			length := int(data[0])<<8 | int(data[1])
			hashes, err := tlog.StoredHashes(index, data[2:2+length], own)
			must(err)
			stored = append(stored, hashes...)
			data = data[2+length:]
			index++
		}
	}
	if index != size {
		must(fmt.Errorf("%d entries where %d belong", index, size))
	}
	hash, err = tlog.TreeHash(size, own)
	must(err)
	if hash != root {
		must(fmt.Errorf("the entries do not give the root"))
	}
	compared := 0
	for _, tile := range tlog.NewTiles(8, 0, size) {
		made, err := tlog.ReadTileData(tile, own)
		must(err)
		kept, err := os.ReadFile(path(dir, strconv.Itoa(tile.L), tile.N, tile.W))
		must(err)
		if !bytes.Equal(made, kept) {
			must(fmt.Errorf("tile %d/%d", tile.L, tile.N))
		}
		compared++
	}
	fmt.Println("PROVEN", index, compared)
}
