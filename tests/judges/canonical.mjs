// One text per value that differs wherever the bits do, but for NaN: JavaScript keeps no bits of it.
const view = new DataView(new ArrayBuffer(8))

export function double(value) {
  if (Number.isNaN(value)) return 'nan'
  view.setFloat64(0, value)
  return view.getBigUint64(0).toString(16).padStart(16, '0')
}

export function float(value) {
  if (Number.isNaN(value)) return 'nan'
  view.setFloat32(0, value)
  return view.getUint32(0).toString(16).padStart(8, '0')
}

const encoders = {
  bool: value => String(value),
  int32: value => String(value),
  int64: value => String(value),
  float,
  double,
  string: value => value,
}

export function column(name, type, nullable, values) {
  const encode = encoders[type] ?? (() => { throw new Error(`no such type: ${type}`) })
  return { name, type, nullable, values: values.map(value => value === null || value === undefined ? null : encode(value)) }
}
