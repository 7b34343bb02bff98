// Opens pages in a real browser and prints them to PDF; arguments: the browser, then files.
// One line per page: how long it took to open, on how many sheets it is printed, which figures begin and end on different ones, and what is wider than a sheet.
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const [executablePath, ...files] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })

// A link at both ends of every figure: links keep their page in a PDF.
const mark = () => {
  for (const figure of document.querySelectorAll('figure')) {
    for (const end of ['first', 'last']) {
      const link = Object.assign(document.createElement('a'), { href: `http://figure/${figure.id}/${end}`, textContent: '.' })
      if (end === 'first') figure.prepend(link)
      else figure.append(link)
    }
  }
}

// Chromium writes the objects of a PDF in plain text; only their streams are packed.
const sheets = pdf => {
  const objects = new Map([...pdf.toString('latin1').matchAll(/(\d+) 0 obj\n([\s\S]*?)endobj/g)].map(match => [match[1], match[2]]))
  return [...objects.values()].filter(object => /\/Type \/Page\b/.test(object)).map(page =>
    [...(/\/Annots \[([^\]]*)\]/.exec(page)?.[1] ?? '').matchAll(/(\d+) 0 R/g)]
      .map(reference => /\/URI \(http:\/\/figure\/(.*?)\/(first|last)\)/.exec(objects.get(reference[1]))).filter(Boolean).map(match => [match[1], match[2]]))
}

for (const file of files) {
  const page = await browser.newPage()
  const start = performance.now()
  await page.goto(pathToFileURL(file).href, { waitUntil: 'load' })
  // Two frames later it is painted.
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
  const opened = performance.now() - start
  const figures = await page.locator('figure').evaluateAll(all => all.map(figure => figure.id))
  // A4 without the margins of the style sheet.
  await page.setViewportSize({ width: 688, height: 1000 })
  await page.emulateMedia({ media: 'print' })
  const wide = await page.locator('table, pre, svg, p').evaluateAll(all => all.filter(part => part.getBoundingClientRect().right > innerWidth + 1).map(part => part.textContent.slice(0, 40)))
  await page.evaluate(mark)
  const printed = sheets(await page.pdf({ format: 'A4', preferCSSPageSize: true }))
  const sheetOf = (id, end) => printed.findIndex(sheet => sheet.some(([figure, which]) => figure === id && which === end))
  const cut = figures.filter(id => sheetOf(id, 'first') < 0 || sheetOf(id, 'first') !== sheetOf(id, 'last'))
  console.log(JSON.stringify({ opened, figures: figures.length, sheets: printed.length, cut, wide }))
  await page.close()
}
await browser.close()
