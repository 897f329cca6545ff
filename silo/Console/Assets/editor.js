// Completes keys and values of a sweep file from its schema. Without it the field is a plain one.

const text = document.getElementById('text');
const most = 50;

// What the schema says of a place, as the plain alternatives of all that it may be: lists count as what is in them.
const flat = (schema, node) => !node ? [] : [
  node,
  ...[...node.allOf ?? [], ...node.anyOf ?? [], node.items].flatMap(other => flat(schema, other)),
  ...node.$ref ? flat(schema, node.$ref.split('/').slice(1).reduce((at, key) => at[key], schema)) : [],
];

const at = (schema, path) => path.reduce(
  (nodes, key) => nodes.flatMap(node =>
    flat(schema, node.properties?.[key] ?? (typeof node.additionalProperties === 'object' ? node.additionalProperties : null))),
  flat(schema, schema));

const keysOf = nodes => nodes.flatMap(node => Object.entries(node.properties ?? {}))
  .map(([name, node]) => ({ name, put: `${name}: `, says: node.description ?? '' }));

const wordsOf = nodes => [...new Set(nodes.flatMap(node => node.enum ?? (node.type === 'boolean' ? [true, false] : [])).map(String))]
  .map(name => ({ name, put: name, says: '' }));

// Indentation of what a line says; a dash belongs to it, as it does in YAML.
const depth = line => line.match(/^[ -]*/)[0].length;

// The keys that the last line is below of.
const parents = lines => {
  const path = [];
  let limit = depth(lines.at(-1));
  const isItem = line => /^ *- /.test(line);
  if (isItem(lines.at(-1)))
    limit = lines.at(-1).indexOf('-') + 1;

  for (const line of lines.slice(0, -1).reverse()) {
    const key = line.match(/^[ -]*([\w.-]+):/)?.[1];
    if (!key || depth(line) >= limit)
      continue;

    path.unshift(key);
    limit = isItem(line) ? line.indexOf('-') + 1 : depth(line);
  }

  return path;
};

// What can stand at the end of some text, and the part of it that is written already.
const completions = (schema, before) => {
  const lines = before.split('\n');
  const line = lines.at(-1);
  if (line.includes('#'))
    return null;

  const path = parents(lines);
  const value = line.match(/^[ -]*([\w.-]+): +(.*)$/);
  if (!value) {
    const word = line.match(/^[ -]*([\w.-]*)$/)?.[1];
    const nodes = at(schema, path);
    return word === undefined ? null : { word, found: [...keysOf(nodes), ...(/^ *- /.test(line) ? wordsOf(nodes) : [])] };
  }

  path.push(value[1]);
  let rest = value[2];
  for (let map; (map = rest.match(/^\{(?:.*,)? *(.*)$/));) {
    const inner = map[1].match(/^([\w.-]+): +(.*)$/);
    if (!inner)
      return { word: map[1], found: keysOf(at(schema, path)) };

    path.push(inner[1]);
    rest = inner[2];
  }

  const word = rest.match(/^(?:\[(?:.*,)? *)?([^[\],]*)$/)?.[1];
  return word === undefined ? null : { word, found: wordsOf(at(schema, path)) };
};

const start = async () => {
  const schema = await (await fetch(text.dataset.schema)).json();
  const list = document.createElement('ul');
  list.id = 'completions';
  list.className = 'completions';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Completions');
  text.after(list);
  text.setAttribute('aria-autocomplete', 'list');
  text.setAttribute('aria-controls', list.id);
  document.getElementById('completing').hidden = false;
  let known = null;

  const close = () => {
    list.hidden = true;
    text.removeAttribute('aria-activedescendant');
  };

  const choose = option => {
    list.querySelector('[aria-selected=true]')?.setAttribute('aria-selected', 'false');
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    text.setAttribute('aria-activedescendant', option.id);
  };

  // Below the place where one writes: all letters are equally wide.
  const place = before => {
    const style = getComputedStyle(text);
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = style.font;
    const lines = before.split('\n');
    const top = Number.parseFloat(style.paddingTop) + lines.length * Number.parseFloat(style.lineHeight) - text.scrollTop;
    const left = Number.parseFloat(style.paddingLeft) + (lines.at(-1).length - known.word.length) * pen.measureText('0').width
      - text.scrollLeft;
    list.style.top = `${Math.max(0, Math.min(top, text.clientHeight)) + 2}px`;
    list.style.left = `${Math.max(0, Math.min(left, text.clientWidth - list.offsetWidth))}px`;
  };

  const show = asked => {
    const before = text.value.slice(0, text.selectionStart);
    known = text.selectionStart === text.selectionEnd ? completions(schema, before) : null;
    const found = known?.found.filter(one => one.name.startsWith(known.word) && one.name !== known.word) ?? [];
    if (found.length === 0 || (!asked && known.word === '' && !/[:[,{] $|[[{]$/.test(before)))
      return close();

    list.replaceChildren(...found.slice(0, most).map((one, index) => {
      const option = document.createElement('li');
      option.id = `completion-${index}`;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      option.dataset.put = one.put;
      const name = document.createElement('b');
      name.textContent = one.name;
      const says = document.createElement('span');
      says.className = 'note';
      says.textContent = one.says;
      option.append(name, ' ', says);
      return option;
    }));
    list.hidden = false;
    place(before);
    choose(list.firstElementChild);
  };

  const take = option => {
    text.setSelectionRange(text.selectionStart - known.word.length, text.selectionStart);
    close();
    // The one way by which what is put in can be undone like what is written.
    document.execCommand('insertText', false, option.dataset.put);
  };

  text.addEventListener('input', () => show(false));
  text.addEventListener('blur', close);
  text.addEventListener('click', close);
  list.addEventListener('mousedown', event => {
    event.preventDefault();
    const option = event.target.closest('li');
    if (option)
      take(option);
  });
  text.addEventListener('keydown', event => {
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      show(true);
      return;
    }

    if (list.hidden)
      return;

    const chosen = list.querySelector('[aria-selected=true]');
    const act = {
      ArrowDown: () => choose(chosen.nextElementSibling ?? list.firstElementChild),
      ArrowUp: () => choose(chosen.previousElementSibling ?? list.lastElementChild),
      Enter: () => take(chosen),
      Tab: () => take(chosen),
      Escape: close,
    }[event.key];
    if (act) {
      event.preventDefault();
      act();
    } else if (['ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'].includes(event.key)) {
      close();
    }
  });
};

// Fetched when somebody is about to write.
text.addEventListener('focus', start, { once: true });
if (document.activeElement === text)
  text.dispatchEvent(new Event('focus'));
