
// What this page showed goes along with what is entered: the server stores nothing over what
// another reader has entered since.
[Grade, Comment].forEach(function (kind) {
    function entered(model) {
        return _.pick(model.attributes, "manual_score", "extra_credit", "manual_comment");
    }

    kind.prototype.initialize = function () {
        this.seen = entered(this);
        this.on("sync", function () { this.seen = entered(this); }, this);
    };

    kind.prototype.sync = function (method, model, options) {
        var before = this.seen;
        var failed = options.error;
        options.attrs = _.extend(this.toJSON(), {"seen": before});
        options.error = function () {
            model.seen = before;
            failed.apply(this, arguments);
        };
        this.seen = entered(this);
        return Backbone.sync.call(this, method, model, options);
    };
});

// What was not stored is said, and stays until it is closed.
$(document).ajaxError(function (event, request) {
    var told = request.responseJSON && request.responseJSON.message;
    var lost = "Nothing was stored: formgrader does not answer, or failed. Try it again.";
    $("#not-stored").remove();
    $("<div>", {"id": "not-stored", "role": "alert", "class": "alert alert-danger"})
        .css({"position": "fixed", "bottom": 0, "left": 0, "right": 0, "margin": 0, "z-index": 2000})
        .text(told || lost)
        .append($("<button>", {"class": "close", "aria-label": "Close", "text": "×"})
            .on("click", function () { $("#not-stored").remove(); }))
        .appendTo("body");
    $(".save-icon").removeClass("glyphicon-refresh").fadeOut();
});

// Comments of the exercise's comments.toml, in a menu below each field.
(function () {
    var begin = CommentUI.prototype.initialize;
    var known = {};

    function reusable(exercise) {
        known[exercise] = known[exercise] ||
            $.getJSON(base_url + "/api/reusable/" + encodeURIComponent(exercise));
        return known[exercise];
    }

    CommentUI.prototype.initialize = function () {
        var that = this;
        begin.apply(this, arguments);
        reusable(this.model.get("assignment")).done(function (cells) {
            var texts = cells[that.model.get("name")] || {};
            if (_.isEmpty(texts) || !that.$comment.length) {
                return;
            }
            var menu = $("<select>", {"class": "reusable", "aria-label": "Add a comment"});
            menu.append($("<option>", {"value": "", "text": "Add a comment …"}));
            _.each(texts, function (text, name) {
                var short = text.length > 60 ? text.slice(0, 60) + "…" : text;
                menu.append($("<option>", {"value": name, "text": name + ": " + short}));
            });
            menu.on("change", function () {
                var before = that.$comment.val();
                var text = texts[menu.val()];
                menu.val("");
                if (text) {
                    that.$comment.val(before ? before + "\n" + text : text);
                    that.save();
                    autosize.update(that.$comment);
                }
            });
            that.$comment.after(menu);
        });
    };
}());
