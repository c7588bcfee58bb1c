import { badge, CLAY, GREEN, INK, mark, OAK, SAND, wordmark } from './logo.ts'

/** A document to be printed: HTML whose sections are its pages. */
export interface Document {
  readonly title: string
  /** Width and height of a page, in millimetres. */
  readonly page: readonly [width: number, height: number]
  readonly html: string
}

const drawing = (content: string, viewBox: string, style = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" style="${style}">${content}</svg>`
const markDrawing = (colour: string, inside: string, style: string) =>
  drawing(mark(colour, inside), '0 0 100 100', style)
const nameDrawing = (colour: string, style: string) => drawing(wordmark(colour), '0 0 370 76', style)

/** Pages as sections; `picture(name)` is the address of a picture. */
function pages([width, height]: Document['page'], css: string, sections: readonly string[]): string {
  return `<style>
@page { size: ${width}mm ${height}mm; margin: 0 }
* { box-sizing: border-box; margin: 0 }
body { font-family: 'URW Gothic', 'Century Gothic', sans-serif; color: ${INK}; -webkit-print-color-adjust: exact }
section { position: relative; width: ${width}mm; height: ${height}mm; overflow: hidden; break-after: page }
p, li, td, th { font-family: P052, Palatino, serif }
h1, h2, h3 { font-weight: normal; letter-spacing: -0.01em }
svg { display: block }
${css}</style>${sections.map((section) => `<section${section.startsWith(' ') ? '' : '>'}${section}</section>`).join('')}`
}

export function guideline(picture: (name: string) => string): Document {
  const page = [280, 157.5] as const
  const swatch = (name: string, colour: string, ink: string, share: number) =>
    `<div style="flex:${share};background:${colour};color:${ink};padding:9mm 8mm;display:flex;flex-direction:column;justify-content:flex-end">
      <b>${name}</b><span>${colour.toUpperCase()}</span></div>`
  const head = (number: string, title: string) =>
    `<header><span>Tamarack brand guideline</span><span>${number}</span></header><h2>${title}</h2>`
  const css = `
section { background: #f6f1e7; padding: 12mm 16mm }
header { display: flex; justify-content: space-between; font-size: 7.5pt; color: #7b7a6c; margin-bottom: 9mm }
h2 { font-size: 25pt; color: ${GREEN}; margin-bottom: 6mm }
p { font-size: 10.5pt; line-height: 1.5; max-width: 78mm }
p + p { margin-top: 3mm }
b { font-weight: normal; font-size: 12pt } span { font-size: 8.5pt; margin-top: 1mm }
.row { display: flex; gap: 8mm } .note { font-size: 8pt; color: #7b7a6c; margin-top: 2.5mm; font-family: inherit }
.tile { flex: 1; height: 80mm; display: flex; align-items: center; justify-content: center }
img { width: 100%; display: block; object-fit: cover }`
  const sections = [
    ` style="background:${GREEN};color:${SAND};display:flex;flex-direction:column;justify-content:space-between;padding:16mm 18mm">
      <div>${markDrawing(SAND, GREEN, 'width:26mm')}</div>
      <div>${nameDrawing(SAND, 'width:132mm')}<p style="margin-top:9mm;font-size:13pt;color:#c9cdbb;max-width:none">Brand guideline. How we look, and how to keep it that way.</p></div>`,
    `${head('2', 'The mark')}<div class="row">
      <div style="width:84mm"><p>A larch in winter: a stem and three pairs of branches, in a ring. It is drawn with one line of even weight, as is our name.</p>
      <p>Mark and name stand side by side. Around them, leave free the width of the mark's lowest branches.</p></div>
      <div style="flex:1"><div class="tile" style="background:${SAND};height:92mm"><div style="border:.3mm dashed ${CLAY};padding:11mm">${drawing(`<g transform="translate(10 10)">${mark(GREEN, SAND)}</g><g transform="translate(132 17)">${wordmark(GREEN)}</g>`, '6 8 498 104', 'width:112mm')}</div></div>
      <div class="note">The dashed line is the space that stays free.</div></div></div>`,
    `${head('3', 'On colour')}<div class="row">
      <div style="flex:1"><div class="tile" style="background:${SAND}">${markDrawing(GREEN, SAND, 'width:40mm')}</div><div class="note">Larch on Sand. The rule.</div></div>
      <div style="flex:1"><div class="tile" style="background:${GREEN}">${markDrawing(SAND, GREEN, 'width:40mm')}</div><div class="note">Sand on Larch. For covers and boxes.</div></div>
      <div style="flex:1"><div class="tile" style="background:${CLAY}">${markDrawing(SAND, CLAY, 'width:40mm')}</div><div class="note">Sand on Clay. Once a season.</div></div></div>
      <p style="margin-top:5mm;max-width:none">Never on a photograph, never in two colours of our own at once, never smaller than 6 mm.</p>`,
    ` style="padding:0;display:flex;flex-direction:column"><div style="padding:12mm 16mm 0">${head('4', 'Four colours')}</div>
      <div style="flex:1;display:flex">${swatch('Larch', GREEN, SAND, 5)}${swatch('Sand', SAND, INK, 4)}${swatch('Oak', OAK, INK, 2)}${swatch('Clay', CLAY, SAND, 1.6)}</div>`,
    `${head('5', 'Pictures')}<div class="row">
      <div style="width:62mm"><p>One thing at a time, on one sheet of paper. The light comes from the left, is soft, and is always the same.</p><p>The paper takes its colour from the room, not from the thing.</p></div>
      <div style="flex:1;display:grid;grid-template-columns:1fr 1fr 1fr;gap:4mm">${['tern-front.jpg', 'dusk-day.jpg', 'sill-sage.jpg'].map((name) => `<img src="${picture(name)}" style="height:92mm">`).join('')}</div></div>`,
    ` style="background:${SAND};padding:12mm 16mm"><header><span>Tamarack brand guideline</span><span>6</span></header><div class="row" style="align-items:center">
      <div style="width:100mm"><h2>The badge</h2><p>It stands on whatever we mend: everything we sell whose parts can be bought one by one. At the lower right, a fifth of the picture wide.</p></div>
      <div style="flex:1;display:flex;justify-content:center">${badge.replace('width="400" height="400"', 'style="width:104mm"')}</div></div>`,
  ]
  return { title: 'Tamarack brand guideline', page, html: pages(page, css, sections) }
}

const BOOKLET_CSS = `
section { background: #fbf8f2; padding: 13mm 12mm }
h1 { font-size: 26pt; line-height: 1.1; color: ${GREEN} } h2 { font-size: 15pt; color: ${GREEN}; margin-bottom: 4mm }
p, li, td, th { font-size: 9.5pt; line-height: 1.5; text-align: left; vertical-align: top; font-weight: normal }
p + p { margin-top: 2.5mm } ol { padding-left: 0; list-style: none; counter-reset: step }
li { position: relative; padding: 0 0 4mm 11mm; counter-increment: step }
li::before { content: counter(step); position: absolute; left: 0; top: -.6mm; font: 15pt 'URW Gothic'; color: ${CLAY} }
footer { position: absolute; left: 12mm; right: 12mm; bottom: 8mm; font-size: 7pt; color: #8a8778; display: flex; justify-content: space-between }
table { border-collapse: collapse; width: 100% } td, th { border-top: .2mm solid #d8d0be; padding: 2.2mm 3mm 2.2mm 0 }
img { display: block; width: 100%; object-fit: cover }`

export function manual(picture: (name: string) => string): Document {
  const page = [118, 168] as const
  const foot = (n: number) => `<footer><span>Tern hand grinder</span><span>${n}</span></footer>`
  const sections = [
    ` style="background:${SAND};padding:0"><img src="${picture('tern-angle.jpg')}" style="height:118mm;object-position:46% 50%">
      <div style="padding:8mm 12mm"><h1>Tern</h1><p style="font-size:12pt">Hand grinder. How to use it, clean it and mend it.</p></div>
      ${markDrawing(GREEN, SAND, 'width:13mm;position:absolute;right:12mm;bottom:11mm')}`,
    `<h2>Its parts</h2><img src="${picture('tern-parts.webp')}" style="height:84mm;object-position:52% 45%">
      <table style="margin-top:5mm"><tr><td>Crank and knob</td><td>steel, walnut</td></tr><tr><td>Lid</td><td>steel</td></tr><tr><td>Barrel with the burrs</td><td>steel, enamel</td></tr><tr><td>Jar, for 32 g</td><td>walnut, brass</td></tr></table>${foot(2)}`,
    `<h2>To grind</h2><ol><li>Lift off crank and lid. Fill in up to 32 grams of beans.</li><li>Set the ring under the barrel: one click for espresso, nine for a pot, fourteen for a press.</li><li>Put lid and crank back on. Hold the barrel by its ribs and turn to the right, about a minute.</li><li>Unscrew the jar. Knock once.</li></ol>
      <h2 style="margin-top:3mm">To clean</h2><p>Brush the burrs once a week. No water on walnut or brass: a dry cloth is enough, and a drop of oil for the wood in spring.</p>${foot(3)}`,
    `<h2>To mend</h2><p>Every part comes off without a tool, and each is sold by itself. The number is stamped on its inside.</p>
      <table style="margin-top:4mm"><tr><th>If</th><th>then</th></tr><tr><td>it turns hard</td><td>take out the burrs, brush them, put them back in the order 2, 1</td></tr><tr><td>the grind is uneven</td><td>change burr 1 (part T 14)</td></tr><tr><td>the knob is loose</td><td>turn its pin to the left by hand</td></tr><tr><td>the lid doesn't sit</td><td>change the ring (part T 03)</td></tr></table>
      <p style="position:absolute;left:12mm;bottom:20mm;color:${CLAY};font:10pt 'URW Gothic'">Made to be mended.</p>${foot(4)}`,
  ]
  return { title: 'Tern hand grinder: manual', page, html: pages(page, BOOKLET_CSS, sections) }
}

export function warranty(): Document {
  const page = [148, 105] as const
  const line = (label: string) =>
    `<div style="border-bottom:.2mm solid ${SAND};padding-bottom:1mm;font-size:7pt;color:#b7c0ae">${label}</div>`
  const sections = [
    ` style="background:${GREEN};color:${SAND};display:flex;gap:12mm;padding:12mm">
      <div style="flex:1.25"><h1 style="color:${SAND};font-size:30pt">Twenty<br>years</h1><p style="margin-top:5mm;color:#d9dccb">The Tern is under warranty for twenty years from the day it was bought, whoever owns it by then. We mend it, or we give you another one.</p></div>
      <div style="flex:1;display:flex;flex-direction:column;justify-content:space-between"><div style="align-self:flex-end">${markDrawing(SAND, GREEN, 'width:17mm')}</div>
      <div style="display:grid;gap:7mm">${line('Number, on the inside of the jar')}${line('Day')}${line('Shop')}</div></div>`,
    `<h2>What is covered</h2><table><tr><td>Burrs, bearings, crank</td><td>everything, wear included, for the first five years</td></tr><tr><td>Barrel, lid, jar</td><td>cracks, rust, threads that no longer hold</td></tr><tr><td>Walnut</td><td>it moves and darkens: that is no fault. A split is</td></tr></table>
      <p style="margin-top:4mm">Send it with this card. Parts that you change yourself void nothing.</p><footer><span>Tern hand grinder: warranty</span><span>Tamarack</span></footer>`,
  ]
  return { title: 'Tern hand grinder: warranty', page, html: pages(page, BOOKLET_CSS, sections) }
}

export function licence(): Document {
  const page = [210, 297] as const
  const css = `
section { background: #fff; padding: 26mm 28mm }
h1 { font-size: 24pt; color: ${GREEN}; margin: 22mm 0 9mm } p, td { font-size: 11pt; line-height: 1.55 } p + p { margin-top: 4mm }
table { border-collapse: collapse; width: 100%; margin: 8mm 0 } td { border-top: .2mm solid #cfc8b8; padding: 3mm 4mm 3mm 0; vertical-align: top } td:first-child { width: 46mm; color: #7b7a6c }`
  const sections = [
    `${drawing(`<g transform="translate(10 10)">${mark(GREEN, '#fff')}</g><g transform="translate(132 17)">${wordmark(GREEN)}</g>`, '10 10 500 100', 'width:62mm')}
      <h1>Licence of pictures</h1><p>For the pictures of the chair Sill. This paper says who may show them, where, and until when. It is confidential.</p>
      <table><tr><td>Pictures</td><td>Sill in sage, Sill in clay, and what is cut from them</td></tr><tr><td>May be shown</td><td>in the shop, in print and on the web, everywhere</td></tr><tr><td>Not</td><td>in other people's advertising; not without the name of the shop</td></tr><tr><td>Until</td><td>the chair is no longer made</td></tr></table>
      <p>The originals stay with the shop. Whoever passes a picture on passes this paper on with it.</p>
      <div style="position:absolute;left:28mm;right:28mm;bottom:30mm;display:flex;gap:12mm;font-size:8pt;color:#7b7a6c"><div style="flex:1;border-top:.2mm solid ${INK};padding-top:2mm">For the shop</div><div style="flex:1;border-top:.2mm solid ${INK};padding-top:2mm">For the studio</div></div>`,
  ]
  return { title: 'Licence of pictures: Sill', page, html: pages(page, css, sections) }
}
