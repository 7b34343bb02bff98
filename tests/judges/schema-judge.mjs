// Says of each document whether it is valid under a JSON Schema (draft 2020-12), by a validator that is not ours.
// First line of standard input: the schema. Each further line: a document. One answer a line: "valid", or the first error.
import { createInterface } from 'node:readline'
import Ajv2020 from 'ajv/dist/2020.js'

let validate
for await (const line of createInterface({ input: process.stdin })) {
  if (validate) {
    const [error] = validate(JSON.parse(line)) ? [] : validate.errors
    console.log(error ? `${error.instancePath || '/'} ${error.message} (${error.schemaPath})` : 'valid')
  } else {
    // Strict in everything that finds mistakes in a schema; conditions may name a property that another part declares.
    validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(JSON.parse(line))
  }
}
