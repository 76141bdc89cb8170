"use strict";
// What the page does beyond its links: filters, keys, and the way between an element and its evidence.
// Nothing here makes markup from text: nodes are made one by one, and words go in as text.
(function () {
  var docs = Array.prototype.slice.call(document.querySelectorAll(".doc"));
  var list = document.getElementById("list");
  var help = document.getElementById("help");
  var current = null; // the report that is seen, as a state of `made`
  var before = null; // what had the focus before the help

  function all(selector, within) {
    return Array.prototype.slice.call(within.querySelectorAll(selector));
  }

  function node(name, words, kind) {
    var made = document.createElement(name);
    if (words) made.textContent = words;
    if (kind) made.className = kind;
    return made;
  }

  function filled(pattern) {
    for (var i = 1; i < arguments.length; i++) pattern = pattern.split("{" + (i - 1) + "}").join(arguments[i]);
    return pattern;
  }

  function narrow() {
    return window.matchMedia("(max-width: 860px)").matches;
  }

  // --- State of one report ------------------------------------------------------------------------------------------

  function made(doc) {
    var cards = all(".card", doc);
    var byNumber = {};
    cards.forEach(function (card) {
      byNumber[card.dataset.n] = card;
    });
    var marks = all("a.mark", doc);
    marks.forEach(function (mark) {
      mark.tabIndex = -1; // hundreds of stops of the tab key would bar the way; n and p go from one to the next
    });
    return {
      doc: doc,
      cards: cards,
      byNumber: byNumber,
      marks: marks,
      original: doc.querySelector(".original"),
      text: doc.querySelector(".text"),
      strip: doc.querySelector(".strip"),
      select: doc.querySelector("select"),
      search: doc.querySelector("input"),
      clear: doc.querySelector(".clear"),
      said: doc.querySelector(".said"),
      chips: all(".chip", doc),
      words: {},
      card: null, // the chosen element
      nth: 0, // which of its quotations
    };
  }

  var states = docs.map(function () {
    return null;
  });

  function stateOf(doc) {
    var at = docs.indexOf(doc);
    if (!states[at]) states[at] = made(doc);
    return states[at];
  }

  // --- Filters ------------------------------------------------------------------------------------------------------

  function wordsOf(state, card) {
    var n = card.dataset.n;
    if (!(n in state.words)) state.words[n] = card.textContent.toLowerCase();
    return state.words[n];
  }

  function filter(state) {
    var groups = state.chips.filter(pressed).map(function (chip) {
      return chip.dataset.group;
    });
    var family = state.select.value;
    var words = state.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    state.cards.forEach(function (card) {
      var fits =
        (!groups.length || groups.indexOf(card.dataset.group) >= 0) &&
        (!family || card.dataset.family === family) &&
        words.every(function (word) {
          return wordsOf(state, card).indexOf(word) >= 0;
        });
      card.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    all(".family, .group", state.doc).forEach(function (part) {
      part.hidden = !part.querySelector(".card:not([hidden])");
    });
    all(".group", state.doc).forEach(function (group) {
      group.querySelector(".count").textContent = group.querySelectorAll(".card:not([hidden])").length;
    });
    // A mark shows the first of those of its elements that are seen.
    state.marks.forEach(function (mark) {
      var first = mark.dataset.e.split(" ").filter(function (n) {
        return !state.byNumber[n].hidden;
      })[0];
      var card = state.byNumber[first];
      mark.dataset.s = !card ? "" : "whole" in card.dataset ? "whole" : card.dataset.group;
    });
    var filtering = groups.length > 0 || family !== "" || words.length > 0;
    state.clear.hidden = !filtering;
    state.said.textContent = filtered(state, shown);
    state.doc.querySelector(".nothing").hidden = shown > 0;
    if (state.card && state.card.hidden) choose(state, null, 0);
  }

  function filtered(state, shown) {
    return filled(state.said.dataset.shown, shown, state.cards.length);
  }

  function pressed(button) {
    return button.getAttribute("aria-pressed") === "true";
  }

  function press(button, down) {
    button.setAttribute("aria-pressed", down ? "true" : "false");
  }

  function clear(state) {
    state.chips.forEach(function (chip) {
      press(chip, false);
    });
    state.select.value = "";
    state.search.value = "";
    filter(state);
  }

  // --- Between an element and its evidence --------------------------------------------------------------------------

  function quotes(card) {
    return all(".quotes a", card);
  }

  // The line or heading where a missing element belongs.
  function homeOf(card) {
    var link = card.querySelector(".home");
    return link ? document.getElementById(link.getAttribute("href").slice(1)) : null;
  }

  function marksOf(state, card) {
    return state.marks.filter(function (mark) {
      return (" " + mark.dataset.e + " ").indexOf(" " + card.dataset.n + " ") >= 0;
    });
  }

  function offset(mark) {
    return Number(mark.id.slice(mark.id.lastIndexOf("t") + 1));
  }

  function spanOf(quote) {
    return quote.dataset.span.split("-").map(Number);
  }

  // Mark an element and all its evidence, the nth of it most; without a card unmark everything.
  function choose(state, card, nth) {
    all(".on, .cur", state.doc).forEach(function (part) {
      part.classList.remove("on", "cur");
    });
    var home = card && homeOf(card);
    if (home) home.classList.add("on");
    state.card = card;
    state.nth = nth;
    state.text.classList.toggle("picked", !!card);
    state.strip.hidden = !card;
    state.strip.textContent = "";
    if (!card) return null;
    card.classList.add("on");
    var quote = quotes(card)[nth];
    var span = quote ? spanOf(quote) : [0, 0];
    if (quote) quote.classList.add("on");
    var first = null;
    marksOf(state, card).forEach(function (mark) {
      mark.classList.add("on");
      if (offset(mark) >= span[0] && offset(mark) < span[1]) {
        mark.classList.add("cur");
        first = first || mark;
      }
    });
    write(state, card, nth, first);
    return first;
  }

  // Say below the text what is marked, and what else the same words are evidence of.
  function write(state, card, nth, mark) {
    var words = state.strip.dataset;
    var number = quotes(card).length;
    var back = node("a", "← " + card.querySelector(".go").textContent, "back");
    back.href = "#" + card.id;
    back.title = words.back;
    state.strip.appendChild(back);
    if (!number) {
      state.strip.appendChild(node("span", words.none + (homeOf(card) ? words.belongs : "")));
      return;
    }
    state.strip.appendChild(node("span", filled(words.nth, nth + 1, number) + " "));
    if (number > 1) {
      var ways = node("span", "", "ways");
      [["previous", -1, "↑"], ["following", 1, "↓"]].forEach(function (pair) {
        var button = node("button", pair[2]);
        button.title = words[pair[0]];
        button.setAttribute("aria-label", words[pair[0]]);
        button.type = "button";
        button.addEventListener("click", function () {
          step(state, pair[1], false);
        });
        ways.appendChild(button);
      });
      state.strip.appendChild(ways);
    }
    var others = mark
      ? mark.dataset.e.split(" ").filter(function (n) {
          return n !== card.dataset.n && !state.byNumber[n].hidden;
        })
      : [];
    if (!others.length) return;
    var line = node("div", words.here + " ", "others");
    others.forEach(function (n) {
      var other = state.byNumber[n];
      var badge = other.querySelector(".badge").textContent.slice(0, 2);
      var link = node("a", badge + other.querySelector(".go").textContent, other.dataset.group);
      link.href = "#" + other.id;
      line.appendChild(link);
    });
    state.strip.appendChild(line);
  }

  function pane(state, name) {
    state.doc.dataset.pane = name;
    all(".tabs button", state.doc).forEach(function (button) {
      press(button, button.dataset.pane === name);
    });
  }

  // Bring a part into the middle of what is seen of its pane, and give it the focus where it is wanted there.
  function reveal(part, focus) {
    var folded = part.closest("details");
    if (folded) folded.open = true;
    var box = part.closest(".original");
    fit();
    if (box && !narrow()) scrollWithin(box, part);
    else part.scrollIntoView({ block: "center" });
    if (focus) focus.focus({ preventScroll: true });
  }

  // The text beside the list is as high as what is seen of the window, so that the strip at its end is seen too.
  function fit() {
    if (!current) return;
    var box = current.original;
    var top = Math.max(box.getBoundingClientRect().top, 0);
    box.style.maxHeight = narrow() ? "" : Math.max(window.innerHeight - top, 240) + "px";
  }

  function scrollWithin(box, part) {
    var frame = box.getBoundingClientRect();
    var middle = (Math.max(frame.top, 0) + Math.min(frame.bottom, window.innerHeight)) / 2;
    box.scrollTop += part.getBoundingClientRect().top - middle;
  }

  // From an element to its nth evidence.
  function toText(state, card, nth, focus) {
    var mark = choose(state, card, nth);
    var quote = quotes(card)[nth];
    if (quote && quote.closest("details")) quote.closest("details").open = true;
    var place = mark || homeOf(card);
    if (place) {
      place.tabIndex = -1;
      if (!narrow()) card.scrollIntoView({ block: "nearest" });
      pane(state, "original");
      reveal(place, focus ? place : null);
    } else {
      toCard(state, card, focus);
    }
  }

  // From the text back to an element.
  function toCard(state, card, focus) {
    if (card.hidden) clear(state);
    pane(state, "list");
    reveal(card, focus ? card.querySelector(".go") : null);
  }

  function step(state, by, focus) {
    if (!state.card) return;
    var number = quotes(state.card).length;
    if (number) toText(state, state.card, (state.nth + by + number) % number, focus);
  }

  // Which element a mark stands for: the chosen one where it is among them, otherwise the first that is seen.
  function cardOf(state, mark) {
    var numbers = mark.dataset.e.split(" ");
    if (state.card && numbers.indexOf(state.card.dataset.n) >= 0) return state.card;
    var seen = numbers.filter(function (n) {
      return !state.byNumber[n].hidden;
    });
    return state.byNumber[seen.length ? seen[0] : numbers[0]];
  }

  function nthOf(card, mark) {
    var at = offset(mark);
    var found = 0;
    quotes(card).some(function (quote, nth) {
      var span = spanOf(quote);
      found = nth;
      return at >= span[0] && at < span[1];
    });
    return found;
  }

  // --- Where the page is --------------------------------------------------------------------------------------------

  // Show one report, or the list of all.
  function show(doc) {
    docs.forEach(function (other) {
      other.classList.toggle("seen", other === doc);
    });
    if (list) list.hidden = !!doc;
    document.body.classList.toggle("one", !!list && !!doc);
    current = doc ? stateOf(doc) : null;
    if (current && !current.doc.dataset.pane) pane(current, "list");
    if (current && !current.said.textContent) filter(current);
    fit();
  }

  function remember(hash) {
    try {
      if (location.hash !== hash) history.pushState(null, "", hash);
    } catch (error) {
      // A page inside another may not be let; the way back by the browser is then missing, nothing else.
    }
  }

  // Go where a link leads; links from the text and from the list are told apart by what they lead to.
  function go(hash, focus) {
    var target = hash.length > 1 ? document.getElementById(hash.slice(1)) : null;
    var doc = target && target.closest(".doc");
    if (!doc) {
      show(list ? null : docs[0]);
      if (target) target.scrollIntoView();
      return;
    }
    show(doc);
    if (target === doc) {
      window.scrollTo(0, 0);
    } else if (target.classList.contains("card")) {
      choose(current, target, 0);
      toCard(current, target, focus);
    } else if (target.classList.contains("mark")) {
      var card = cardOf(current, target);
      toText(current, card, nthOf(card, target), focus);
    } else {
      pane(current, "original");
      reveal(target, null);
    }
  }

  function clicked(event) {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    var link = event.target.closest("a[href^='#']");
    if (!link) return;
    event.preventDefault();
    var doc = link.closest(".doc");
    var hash = link.getAttribute("href");
    remember(hash);
    if (!doc) {
      go(hash, true);
      return;
    }
    var state = stateOf(doc);
    var card = link.closest(".card");
    if (card) {
      toText(state, card, Math.max(quotes(card).indexOf(link), 0), true);
    } else if (link.classList.contains("mark")) {
      card = cardOf(state, link);
      choose(state, card, nthOf(card, link));
      // On a narrow screen the strip below says what the place is for, and leads there.
      if (narrow()) pane(state, "original");
      else toCard(state, card, true);
    } else if (link.classList.contains("back")) {
      toCard(state, state.card, true);
    } else {
      go(hash, true);
    }
  }

  document.addEventListener("click", clicked);
  window.addEventListener("scroll", fit, { passive: true });
  window.addEventListener("resize", fit);
  window.addEventListener("popstate", function () {
    go(location.hash, false);
  });

  docs.forEach(function (doc) {
    all(".chip", doc).forEach(function (chip) {
      chip.addEventListener("click", function () {
        press(chip, !pressed(chip));
        filter(stateOf(doc));
      });
    });
    doc.querySelector("select").addEventListener("change", function () {
      filter(stateOf(doc));
    });
    doc.querySelector("input").addEventListener("input", function () {
      filter(stateOf(doc));
    });
    doc.querySelector(".clear").addEventListener("click", function () {
      clear(stateOf(doc));
    });
    doc.querySelector(".helper").addEventListener("click", openHelp);
    all(".tabs button", doc).forEach(function (button) {
      button.addEventListener("click", function () {
        pane(stateOf(doc), button.dataset.pane);
      });
    });
  });

  // --- Help ---------------------------------------------------------------------------------------------------------

  function openHelp() {
    before = document.activeElement;
    help.hidden = false;
    help.querySelector("button").focus();
  }

  function closeHelp() {
    help.hidden = true;
    if (before && before.focus) before.focus({ preventScroll: true });
  }

  help.querySelector("button").addEventListener("click", closeHelp);
  help.addEventListener("click", function (event) {
    if (event.target === help) closeHelp();
  });

  // --- Keys ---------------------------------------------------------------------------------------------------------

  function move(state, by) {
    var seen = state.cards.filter(function (card) {
      return !card.hidden;
    });
    if (!seen.length) return;
    var focused = document.activeElement.closest(".card") || state.card;
    var at = seen.indexOf(focused);
    var to = at < 0 ? (by > 0 ? 0 : seen.length - 1) : Math.min(Math.max(at + by, 0), seen.length - 1);
    choose(state, seen[to], 0);
    pane(state, "list");
    reveal(seen[to], seen[to].querySelector(".go"));
    // The text goes along, without taking the focus, where it stands beside the list.
    var place = state.doc.querySelector(".mark.cur, .line.on, b.on");
    if (place && !narrow()) scrollWithin(state.original, place);
  }

  var KEYS = {
    j: function (state) {
      move(state, 1);
    },
    k: function (state) {
      move(state, -1);
    },
    n: function (state) {
      step(state, 1, true);
    },
    p: function (state) {
      step(state, -1, true);
    },
    x: clear,
    "/": function (state) {
      pane(state, "list");
      state.search.focus();
      state.search.select();
    },
    "[": function () {
      turn(-1);
    },
    "]": function () {
      turn(1);
    },
    Escape: back,
    Enter: function (state) {
      // Links do this by themselves; the place where something is missing is none.
      if (state.card && document.activeElement === homeOf(state.card)) back(state);
      else return false;
    },
  };

  function back(state) {
    if (state.card) toCard(state, state.card, true);
  }

  function turn(by) {
    var at = current ? docs.indexOf(current.doc) + by : 0;
    if (list && docs[at]) {
      remember("#" + docs[at].id);
      go("#" + docs[at].id, false);
    }
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    // What a Chinese keyboard gives for the same keys.
    var key = { "、": "/", "？": "?", "【": "[", "】": "]" }[event.key] || event.key;
    if (!help.hidden) {
      if (key === "Escape" || key === "?") closeHelp();
      if (key !== "Enter" && key !== " ") event.preventDefault();
      return;
    }
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (typing) {
      if (key === "Escape") {
        event.target.blur();
        if (current) move(current, 0);
        event.preventDefault();
      }
      return;
    }
    if (key === "?") {
      openHelp();
    } else if (KEYS[key] && (current || key === "[" || key === "]")) {
      if (KEYS[key](current) === false) return;
    } else {
      return;
    }
    event.preventDefault();
  });

  // --- Begin --------------------------------------------------------------------------------------------------------

  if (list) {
    docs.forEach(function (doc, at) {
      var steps = node("nav", "", "steps");
      [[at - 1, "←"], [-1, list.querySelector("h2").textContent], [at + 1, "→"]].forEach(function (pair, place) {
        var to = place === 1 ? "#list" : docs[pair[0]] && "#" + docs[pair[0]].id;
        if (!to) return;
        var link = node("a", pair[1]);
        link.href = to;
        steps.appendChild(link);
        steps.appendChild(document.createTextNode(" "));
      });
      doc.querySelector(".head").insertBefore(steps, doc.querySelector(".head").firstChild);
    });
  }
  go(location.hash, false);
})();
