const put = (tag: string, attributes: string): string =>
  `document.body.append(Object.assign(document.createElement('${tag}'), { ${attributes} }))`;

const style = (text: string): string => put('style', `textContent: \`${text}\``);

/**
 * Ways by which something in a page could reach a server, as source that runs in the page with `url`. Source, because
 * nothing around a function reaches the page. Each of them arrives in all three engines when nothing forbids it.
 */
const sources = {
  fetch: 'fetch(url)',
  'fetch-no-cors': 'fetch(url, { mode: "no-cors", method: "POST", body: "secret" })',
  'fetch-keepalive': 'fetch(url, { keepalive: true })',
  'xml-http-request': 'const request = new XMLHttpRequest(); request.open("POST", url); request.send("secret")',
  'web-socket': 'new WebSocket(url.replace("http:", "ws:"))',
  'event-source': 'new EventSource(url)',
  beacon: 'navigator.sendBeacon(url, "secret")',
  worker: 'new Worker(URL.createObjectURL(new Blob(["fetch(" + JSON.stringify(url) + ")"])))',
  import: 'import(url).catch(() => undefined)',
  font: 'new FontFace("leak", "url(" + url + ")").load().catch(() => undefined)',
  image: 'new Image().src = url',
  srcset: 'new Image().srcset = url + " 1x"',
  script: put('script', 'src: url'),
  module: put('script', 'src: url, type: "module"'),
  stylesheet: put('link', 'href: url, rel: "stylesheet"'),
  'module-preload': put('link', 'href: url, rel: "modulepreload"'),
  preload: put('link', 'href: url, rel: "preload", as: "image"'),
  frame: put('iframe', 'src: url'),
  object: put('object', 'data: url'),
  embed: put('embed', 'src: url'),
  video: put('video', 'src: url, preload: "auto"'),
  poster: put('video', 'poster: url'),
  audio: put('audio', 'src: url, preload: "auto"'),
  'svg-image': `const [svg, image] = ['svg', 'image'].map((tag) => document.createElementNS('http://www.w3.org/2000/svg', tag));
    image.setAttribute('href', url); svg.append(image); document.body.append(svg)`,
  'style-property': 'document.body.style.backgroundImage = "url(" + url + ")"',
  'style-element': style('main { border-image: url(${url}) 1 }'),
  'style-import': style('@import url(${url});'),
  'adopted-style-sheet': `const sheet = new CSSStyleSheet(); sheet.replaceSync('body::before { content: url(' + url + ') }');
    document.adoptedStyleSheets = [sheet]`,
  form: `${put('iframe', 'name: "answer"')};
    const form = Object.assign(document.createElement('form'), { action: url, method: 'post', target: 'answer' });
    document.body.append(form); form.submit()`,
} as const;

/** Names of all channels, in order. */
export const channels: readonly string[] = Object.keys(sources).sort();

/** Source of a function of a base address that tries all channels, each at an address that ends in its name. */
export const tryAllChannels = `(base) => {
  const quiet = (attempt) => { try { Promise.resolve(attempt()).catch(() => undefined); } catch { /* refused at once */ } };
${Object.entries(sources)
  .map(([name, source]) => `  quiet(async () => { const url = base + '${name}'; ${source}; });`)
  .join('\n')}
}`;
