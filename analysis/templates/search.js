"use strict";
(function () {
  var words = JSON.parse(document.getElementById("words").textContent);
  var form = document.getElementById("search"), status = document.getElementById("status");
  var list = document.getElementById("found"), trend = document.getElementById("trend");
  var index = null, texts = [], starts = [], loading = null, members = {}, shown = 0, hits = [];
  var preview = null;
  var STEP = 50, AROUND = 60, SPREAD = 62;
  var END = /[。！？!?\n]/;

  window.dangbao = {
    index: function (given) { index = given; },
    text: function (number, text) { texts[number] = text; }
  };

  function load(file) {
    return new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = "search/" + file;
      script.onload = function () { script.remove(); done(); };
      script.onerror = failed;
      document.head.appendChild(script);
    });
  }

  /* All texts, once: those of a large report take a moment, which is said. */
  function open() {
    loading = loading || load("index.js").then(function () {
      var next = 0, ready = 0, all = index.shards.length;
      function take() {
        if (next >= all) { return Promise.resolve(); }
        var number = next++;
        return load("text-" + number + ".js").then(function () {
          var at = 0, text = texts[number], places = [0];
          while ((at = text.indexOf("\u0001", at) + 1)) { places.push(at); }
          starts[number] = places;
          ready += 1;
          if (preview) { preview(); }
          if (ready < all) { status.textContent = fill(words.loading, { ready: ready, all: all }); }
          return take();
        });
      }
      return Promise.all([take(), take(), take(), take()]);
    });
    return loading;
  }

  function fill(sentence, values) {
    return sentence.replace(/{(\w+)}/g, function (_, name) { return values[name]; });
  }

  function value(name) { return form.elements[name].value.trim(); }

  function filter() {
    var since = value("since"), until = value("until"), allowed = [];
    ["theme", "person"].forEach(function (kind) {
      var name = value(kind);
      if (name) {
        var key = kind + name;
        members[key] = members[key] || new Set(index[kind][name] || []);
        allowed.push(members[key]);
      }
    });
    var paper = index.newspaper.names.indexOf(value("newspaper"));
    var sort = index.kind.names.indexOf(value("kind"));
    return function (row) {
      var day = index.date.names[index.date.of[row]];
      return (!since || day >= since) && (!until || (day && day <= until)) &&
        (!value("newspaper") || index.newspaper.of[row] === paper) &&
        (!value("kind") || index.kind.of[row] === sort) &&
        allowed.every(function (set) { return set.has(row); });
    };
  }

  /* Each article that holds all words and passes the filters: its row, its places of the first word. */
  function find(query, passes) {
    var parts = query.split(/\s+/), word = parts[0], others = parts.slice(1), found = [];
    starts.forEach(function (places, number) {  /* those that are there: holes are passed over */
      var text = texts[number], row = 0, at = -1, end;
      var base = index.shards.slice(0, number).reduce(function (sum, rows) { return sum + rows; }, 0);
      while ((at = text.indexOf(word, at + 1)) >= 0) {
        if (at >= (places[row + 1] || Infinity)) {
          var low = row + 1, high = places.length - 1;  /* the last that begins before the hit */
          while (low < high) {
            var middle = (low + high + 1) >> 1;
            if (places[middle] <= at) { low = middle; } else { high = middle - 1; }
          }
          row = low;
        }
        end = (places[row + 1] || text.length + 1) - 1;
        var hit = { row: base + row, number: number, first: at, start: places[row], end: end, count: 1 };
        var next = at + word.length;
        while ((next = text.indexOf(word, next)) >= 0 && next < end) {
          hit.count += 1;
          next += word.length;
        }
        var body = others.length ? text.slice(hit.start, end) : "";
        if (passes(hit.row) && others.every(function (other) { return body.includes(other); })) {
          found.push(hit);
        }
        at = end - 1;
      }
    });
    return found;
  }

  function element(name, text, parent) {
    var made = document.createElement(name);
    if (text) { made.textContent = text; }
    if (parent) { parent.appendChild(made); }
    return made;
  }

  function show(hit, word) {
    var text = texts[hit.number], item = element("li", "", list), from = hit.first, to = from + word.length;
    var stop = to;
    while (from > hit.start && hit.first - from < AROUND && !END.test(text[from - 1])) { from -= 1; }
    while (stop < hit.end && stop - to < AROUND && !END.test(text[stop - 1])) { stop += 1; }
    item.append(text.slice(from, hit.first));
    element("mark", word, item);
    item.append(text.slice(to, stop).replace(/\n$/, ""));
    var headline = text.slice(hit.start, text.indexOf("\n", hit.start)) || words.no_headline;
    var page = index.page[hit.row], place = [
      index.date.names[index.date.of[hit.row]], index.newspaper.names[index.newspaper.of[hit.row]],
      page === null ? "" : fill(words.page, { page: page }), headline,
      hit.count > 1 ? fill(words.times, { count: hit.count }) : ""
    ].filter(Boolean).join(" · ");
    var file = index.file[hit.row], small = element("small", "", item);
    if (file) {
      element("a", place, small).href = "articles/" + encodeURIComponent(file);
    } else {  /* without a page of its own it opens here */
      var fold = element("details", "", small);
      element("summary", place, fold);
      element("p", text.slice(hit.start, hit.end), fold).className = "body";
    }
  }

  function more() {
    hits.slice(shown, shown + STEP).forEach(function (hit) { show(hit, hits.word); });
    shown = Math.min(hits.length, shown + STEP);
    document.getElementById("more").hidden = shown >= hits.length;
  }

  /* Of how many articles of each period: by the day, month or year, whichever is not too fine. */
  function draw(found, passes) {
    trend.textContent = "";
    var days = index.date.names.filter(Boolean), span = (new Date(days[days.length - 1]) - new Date(days[0])) / 864e5;
    var length = span <= SPREAD ? 10 : span <= SPREAD * 31 ? 7 : 4, all = new Map(), with_ = new Map();
    index.date.of.forEach(function (day, row) {
      var period = index.date.names[day].slice(0, length);
      if (period && passes(row)) { all.set(period, (all.get(period) || 0) + 1); }
    });
    found.forEach(function (hit) {
      var period = index.date.names[index.date.of[hit.row]].slice(0, length);
      with_.set(period, (with_.get(period) || 0) + 1);
    });
    var periods = Array.from(all.keys()).sort(), most = Math.max.apply(null, Array.from(with_.values()).concat(1));
    if (periods.length < 2 || !found.length) { return; }
    var space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg");
    function part(name, values, parent) {
      var made = document.createElementNS(space, name);
      Object.keys(values).forEach(function (key) { made.setAttribute(key, values[key]); });
      return parent.appendChild(made);
    }
    svg.setAttribute("viewBox", "0 0 640 108");
    svg.setAttribute("class", "line");
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", words.trend);
    periods.forEach(function (period, at) {
      var count = with_.get(period) || 0, step = 640 / periods.length, high = count / most * 90;
      var said = fill(words.bar, { period: period, articles: count, all: all.get(period) });
      var bar = part("g", { role: "img", tabindex: 0, "aria-label": said }, svg);
      part("title", {}, bar).textContent = said;
      part("rect", { "class": "room", x: at * step, y: 0, width: step, height: 90 }, bar);
      part("rect", { x: at * step + step * 0.1, y: 90 - high, width: step * 0.8, height: high }, bar);
    });
    part("path", { d: "M0 90H640" }, svg);
    part("text", { x: 0, y: 104 }, svg).textContent = periods[0];
    part("text", { x: 640, y: 104, "text-anchor": "end" }, svg).textContent = periods[periods.length - 1];
    trend.appendChild(svg);
    element("p", words.trend, trend).className = "note";
  }

  function run() {
    var query = value("q");
    try {
      history.replaceState(null, "", "#" + new URLSearchParams(Array.from(new FormData(form)).filter(function (pair) { return pair[1]; })));
    } catch (error) { /* some browsers allow no address of a file to change */ }
    if (!query) { list.textContent = trend.textContent = status.textContent = ""; document.getElementById("more").hidden = true; return; }
    preview = function () { begin(query); };
    open().then(function () {
      preview = null;
      var passes = filter(), began = performance.now();
      hits = find(query, passes);
      document.body.dataset.took = performance.now() - began;
      hits.word = query.split(/\s+/)[0];
      var count = hits.reduce(function (sum, hit) { return sum + hit.count; }, 0), base = 0;
      index.date.of.forEach(function (_, row) { base += passes(row); });
      status.textContent = hits.length ? fill(words.found, { articles: hits.length, all: base, count: count, word: hits.word }) : fill(words.nothing, { all: base, word: query });
      list.textContent = "";
      shown = 0;
      more();
      draw(hits, passes);
      document.body.dataset.query = query;
    }, function () { status.textContent = words.failed; });
  }

  /* The first rows of the texts that have come; the others replace them when all are there. */
  function begin(query) {
    hits = find(query, filter());
    if (!hits.length) { return; }
    hits.word = query.split(/\s+/)[0];
    list.textContent = "";
    shown = 0;
    more();
    preview = null;
  }

  var waiting;
  form.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(run, 150); });
  form.addEventListener("submit", function (event) { event.preventDefault(); run(); });
  form.addEventListener("focusin", open, { once: true });
  document.getElementById("more").addEventListener("click", more);
  function read() {
    new URLSearchParams(location.hash.slice(1)).forEach(function (given, name) {
      if (form.elements[name]) { form.elements[name].value = given; }
    });
    run();
  }
  addEventListener("hashchange", read);
  read();
})();
