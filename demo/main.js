// Plain JavaScript, as bin/relata.js is: a Node that is too old is told so before it meets a type.
import '../bin/check-node.cjs'

import('./demo.ts')
