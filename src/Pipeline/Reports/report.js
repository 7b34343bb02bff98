// Works with the page: tables sort, a figure answers the pointer and the keyboard, a cell of a heat map leads to its rows. Nothing is fetched.

const shown = value => typeof value !== 'number' ? String(value ?? '')
  : (Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : String(Number(value.toPrecision(6)))).replace('-', '−')

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}

const json = script => JSON.parse(script.textContent)

// Tables.

const numberOf = text => {
  const plain = text.replaceAll('−', '-').replace('∞', 'Infinity').trim()
  return plain === '' ? NaN : Number(/^[-+\w.]+/.exec(plain)?.[0] ?? NaN)
}

// Numbers first and by size, then words; what is no number stands at the end either way.
function compare(a, b, sign) {
  const [x, y] = [a, b].map(v => typeof v === 'number' ? v : numberOf(String(v)))
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1
  return sign * (Number.isNaN(x) ? String(a).localeCompare(String(b), 'en') : x < y ? -1 : x > y ? 1 : 0)
}

function sortable(table, sort) {
  const heads = [...table.querySelectorAll('thead th')]
  heads.forEach((head, column) => {
    const button = element('button', { type: 'button', className: 'sort', title: 'Sort by this column' }, ...head.childNodes)
    head.append(button)
    button.addEventListener('click', () => {
      const isUp = head.ariaSort !== 'ascending'
      heads.forEach(h => { h.ariaSort = null })
      head.ariaSort = isUp ? 'ascending' : 'descending'
      sort(column, isUp ? 1 : -1)
    })
  })
}

function sortRows(table) {
  sortable(table, (column, sign) => {
    const body = table.tBodies[0]
    body.append(...[...body.rows].sort((a, b) => compare(a.cells[column].textContent, b.cells[column].textContent, sign)))
  })
}

// The points: as many as the run has, of which a sheet is shown.

const Sheet = 50

function pointTable(section) {
  const columns = json(section.querySelector('script'))
  const table = section.querySelector('table')
  const all = Array.from(columns[0].values, (_, row) => row)
  const [state, more, every] = [element('p', { className: 'state' }), element('button', { type: 'button' }, 'Show more'), element('button', { type: 'button' }, 'All points')]
  state.setAttribute('role', 'status')
  let [rows, condition, length] = [all, '', Sheet]
  const show = () => {
    const lines = rows.slice(0, length).map(row => element('tr', {}, ...columns.map(c => element('td', {}, shown(c.values[row])))))
    table.tBodies[0].replaceChildren(...lines)
    state.textContent = `${lines.length < rows.length ? `${lines.length} of ` : ''}${rows.length} ${rows.length === 1 ? 'point' : 'points'}${condition}`
    more.hidden = lines.length === rows.length
    every.hidden = condition === ''
  }
  const choose = (chosen, words) => {
    [rows, condition, length] = [chosen, words, Sheet]
    show()
  }
  more.addEventListener('click', () => { length *= 4; show() })
  every.addEventListener('click', () => choose(all, ''))
  section.querySelector('.wide').before(state)
  section.querySelector('.wide').after(element('p', {}, more, ' ', every))
  sortable(table, (column, sign) => {
    const values = columns[column].values
    rows = [...rows].sort((a, b) => compare(values[a], values[b], sign))
    show()
  })
  show()
  const find = name => columns.find(c => c.name === name)
  return {
    has: name => find(name) !== undefined,
    // The points whose values lie between bounds: [name, low, high].
    among(bounds) {
      const found = bounds.map(([name, low, high]) => ({ name, low, high, values: find(name).values }))
      const words = found.map(f => `${f.name} = ${shown(f.values[all.find(row => f.values[row] >= f.low && f.values[row] <= f.high)])}`)
      choose(all.filter(row => found.every(f => f.values[row] >= f.low && f.values[row] <= f.high)), ` with ${words.join(' and ')}`)
      section.scrollIntoView()
      section.querySelector('h2').focus()
    },
  }
}

// Figures. What draws them lies in the page once, compressed, and is unpacked for the first figure that is asked for.

let library

function drawer() {
  return library ??= (async () => {
    const bytes = Uint8Array.from(atob(document.getElementById('plot').textContent), c => c.charCodeAt(0))
    const code = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text()
    document.head.append(element('script', { textContent: code }))
    return globalThis.plot
  })()
}

function rowsOf(csv) {
  const [head, ...lines] = csv.trim().split('\n')
  const names = head.split(',')
  return lines.map(line => Object.fromEntries(line.split(',').map((text, i) => [names[i], text === '' ? null : Number(text)])))
}

const filterOf = ({ panel, mark }) => `datum.panel === ${panel} && datum.mark === ${mark}`

// The figure's view, with what makes it answer.
function answering(view, rows, width) {
  // Each mark gets the rows that are its own: filters of all layers over all rows would take seconds where there are many.
  const rowsOfMark = Map.groupBy(rows, filterOf)
  const columns = Math.max(1, Math.min(view.columns, view.concat.length, Math.floor(width / 300)))
  const across = Math.max(160, Math.min(520, Math.floor(width / columns) - 150))
  const panels = view.concat.map((panel, index) => {
    const filter = layer => layer.transform[0].filter
    const labels = Object.fromEntries(panel.layer.filter(l => l.transform[1]?.as === 'label').map(l => [filter(l), l.transform[1]]))
    const layer = panel.layer.flatMap(one => {
      const label = labels[filter(one)]
      const own = { values: rowsOfMark.get(filter(one)) ?? [] }
      const transform = [...one.transform.slice(1), ...(label && !one.transform.includes(label) ? [label] : [])]
      const { opacity, ...mark } = one.mark
      // Any of its names switches it off.
      const names = view.usermeta.names.filter(n => n.panel === index && filter(one) === filterOf(n)).flatMap(n => n.names)
      const test = names.map(n => `indexof(hidden, ${JSON.stringify(n)}) >= 0`).join(' || ')
      const encoding = test ? { ...one.encoding, opacity: { condition: { test, value: 0 }, value: opacity } } : one.encoding
      const made = { ...one, data: own, transform, mark: { ...(test ? mark : one.mark), tooltip: { content: 'data' } }, encoding }
      // A line answers at its points.
      const { x, y } = one.encoding
      const points = { data: own, transform, mark: { type: 'circle', size: 90, opacity: 0, clip: true, tooltip: { content: 'data' } }, encoding: { x, y } }
      return mark.type === 'line' ? [made, points] : [made]
    })
    const whole = layer.find(l => l.encoding.x && l.encoding.y)
    if (whole) whole.params = [{ name: `zoom${index}`, select: { type: 'interval' }, bind: 'scales' }]
    return { ...panel, width: across, height: Math.round(across * panel.height / panel.width), layer }
  })
  const { title, ...rest } = view
  return {
    ...rest, columns, concat: panels, data: { values: [] }, params: [{ name: 'hidden', value: [] }], padding: 8, background: 'white',
    config: { ...view.config, font: 'system-ui, Helvetica, Arial, sans-serif' },
  }
}

// A title of several lines is an array.
const axisTitle = (view, panel, channel) => [view.concat[panel].layer.map(l => l.encoding[channel]?.title).find(t => t) ?? channel].flat().join(' ')

// What a mark says: its curve, its place, its error and how many replicates are behind it.
function told(view, datum) {
  const layers = view.concat[datum.panel].layer.filter(l => l.transform[0].filter === filterOf(datum))
  const isCell = layers.some(l => l.mark.type === 'rect')
  const span = (from, to) => `${shown(from)} to ${shown(to)}`
  const colour = view.concat[datum.panel].layer.map(l => l.encoding.color?.title).find(t => t) ?? 'value'
  return [
    view.usermeta.names.find(n => n.panel === datum.panel && n.mark === datum.mark)?.names.join(', '),
    datum.x == null ? null : `${axisTitle(view, datum.panel, 'x')}: ${isCell ? span(datum.x, datum.x2) : shown(datum.x)}`,
    datum.y == null ? null : `${axisTitle(view, datum.panel, 'y')}: ${isCell ? span(datum.y, datum.y2) : shown(datum.y)}`,
    datum.low == null || datum.high == null ? null
      : datum.y == null ? `from ${span(datum.low, datum.high)}` : `± ${shown((datum.high - datum.low) / 2)} (${span(datum.low, datum.high)})`,
    datum.value == null ? null : `${colour}: ${shown(datum.value)}`,
    datum.replicates > 0 ? `of ${datum.replicates} ${datum.replicates === 1 ? 'replicate' : 'replicates'}` : datum.replicate >= 0 ? `replicate ${datum.replicate}` : null,
  ].filter(line => line)
}

// The keys of a figure: plus and minus zoom, arrows move, zero shows all again.
function keys(view, panels) {
  const moved = (range, isLog, about, by) => {
    const [low, high] = isLog ? range.map(Math.log) : range
    const [middle, half] = [(low + high) / 2 + by * (high - low), about * (high - low) / 2]
    const made = [middle - half, middle + half]
    return isLog ? made.map(Math.exp) : made
  }
  const change = (axes, about, by) => panels.forEach((panel, index) => axes.forEach(axis => {
    const zoomed = panel.layer.find(l => l.params)
    if (!zoomed) return
    const scale = view.scale(`concat_${index}_${axis}`)
    view.signal(`zoom${index}_${zoomed.encoding[axis].field}`, about === null ? null : moved(scale.domain(), scale.type === 'log', about, by))
  }))
  const answers = {
    '+': () => change(['x', 'y'], 0.8, 0), '=': () => change(['x', 'y'], 0.8, 0), '-': () => change(['x', 'y'], 1.25, 0), '0': () => change(['x', 'y'], null, 0),
    ArrowLeft: () => change(['x'], 1, -0.1), ArrowRight: () => change(['x'], 1, 0.1), ArrowDown: () => change(['y'], 1, -0.1), ArrowUp: () => change(['y'], 1, 0.1),
  }
  return async event => {
    if (event.ctrlKey || event.metaKey || event.altKey || !answers[event.key]) return
    event.preventDefault()
    answers[event.key]()
    await view.runAsync()
  }
}

async function explore(figure, points) {
  const { View, parse, compile, expressionInterpreter } = await drawer()
  const source = json(figure.querySelector('script.view'))
  const rows = rowsOf(figure.querySelector('script.rows').textContent)
  const spec = answering(source, rows, figure.clientWidth)
  const stage = element('div', { className: 'stage', tabIndex: 0 })
  stage.setAttribute('role', 'application')
  stage.setAttribute('aria-label', 'Plus and minus zoom, arrows move, zero shows all again')
  const note = element('div', { className: 'note', hidden: true })
  note.setAttribute('role', 'status')
  const box = element('div', { className: 'explorer' }, stage, note)
  figure.querySelector('.drawing').after(box)
  const tooltip = (_, event, __, datum) => {
    note.hidden = !datum || datum.panel === undefined
    if (note.hidden) return
    note.replaceChildren(...told(source, datum).map(line => element('div', {}, line)))
    const frame = box.getBoundingClientRect()
    note.style.left = `${Math.max(0, Math.min(event.clientX - frame.left + 14, frame.width - note.offsetWidth))}px`
    note.style.top = `${event.clientY - frame.top + 14}px`
  }
  const view = new View(parse(compile(spec).spec, null, { ast: true }), {
    expr: expressionInterpreter, container: stage, renderer: rows.length > 4000 ? 'canvas' : 'svg', hover: true, tooltip,
  })
  await view.runAsync()

  const boxes = new Map()
  const toggle = async label => {
    boxes.get(label).checked = !boxes.get(label).checked
    await refresh()
  }
  const refresh = () => view.signal('hidden', [...boxes].filter(([, b]) => !b.checked).map(([label]) => label)).runAsync()
  const curves = [...new Set(source.usermeta.names.flatMap(n => n.names))].map(label => {
    const check = element('input', { type: 'checkbox', checked: true })
    check.addEventListener('change', refresh)
    boxes.set(label, check)
    return element('label', {}, check, ` ${label}`)
  })
  if (curves.length > 1) box.append(element('fieldset', {}, element('legend', {}, 'Curves'), ...curves))
  view.addEventListener('click', (_, item) => {
    if (item?.mark?.role?.startsWith('legend-') && boxes.has(item.datum?.value)) toggle(item.datum.value)
    const cells = item?.datum && source.usermeta?.cells.find(c => c.panel === item.datum.panel && c.mark === item.datum.mark)
    if (!cells || !points?.has(cells.x) || !points.has(cells.y)) return
    const { x, x2, y, y2 } = item.datum
    points.among([[cells.x, x, x2], [cells.y, y, y2]])
  })
  stage.addEventListener('keydown', keys(view, spec.concat))
  return box
}

function explorable(figure, points) {
  const drawing = figure.querySelector('.drawing')
  const button = element('button', { type: 'button', className: 'explore' }, 'Explore')
  button.title = 'Hover for values, wheel and drag to zoom and move, click the legend to switch curves'
  let box = null
  button.ariaPressed = 'false'
  button.addEventListener('click', async () => {
    const isOpen = button.ariaPressed === 'true'
    button.disabled = true
    if (!isOpen) box ??= await explore(figure, points)
    box.hidden = isOpen
    drawing.hidden = !isOpen
    button.ariaPressed = String(!isOpen)
    button.textContent = isOpen ? 'Explore' : 'Back to the drawing'
    button.disabled = false
  })
  drawing.addEventListener('click', () => button.click())
  drawing.after(element('p', { className: 'tools' }, button))
}

const section = document.querySelector('#points')
const points = section && pointTable(section)
document.querySelectorAll('table').forEach(table => { if (!section?.contains(table)) sortRows(table) })
if (globalThis.DecompressionStream) document.querySelectorAll('figure:has(script.view)').forEach(figure => explorable(figure, points))
