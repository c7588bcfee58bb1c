// In words that any Node can read, so that one that is too old, or can't run a clone's sources, says so in one line.
var fs = require('fs')
var path = require('path')

var version = process.versions.node.split('.').map(Number)
var major = version[0]
var minor = version[1]
var problem

if (major < 22 || major === 23 || (major === 22 && minor < 22)) {
  problem = 'Node ' + process.versions.node + ' is too old: use Node 24, or 22.22 and later'
} else if (fs.existsSync(path.join(__dirname, '../src')) && !process.features.typescript) {
  problem = 'Node was told not to strip types, which a clone needs: leave out --no-strip-types'
}
if (problem) {
  console.error('relata: ' + problem)
  process.exit(1)
}
