{%- extends "nbgrader/manage_assignments.tpl" -%}

{%- block head -%}
{{ super() }}
<style>.gone, .edit, .assign, .preview, .release, .collect, .generate-feedback, .release-feedback { display: none }</style>
{%- endblock -%}

{%- block messages -%}
<p>Under <i>Manual Grading</i> you read written answers. The rest is done in the terminal: <code>course release</code> makes what
students get, <code>course grade</code> grades what they hand in, <code>course report</code> writes their pages. Title and deadline stand in
<code>exercise.toml</code>.</p>
{%- endblock -%}

{%- block table_header -%}
<tr>
  <th>Name</th>
  <th class="text-center">Due Date</th>
  <th class="text-center">Status</th>
  {% for _ in range(5) %}<th class="gone no-sort"></th>{% endfor %}
  <th class="text-center"># Submissions</th>
  {% for _ in range(2) %}<th class="gone no-sort"></th>{% endfor %}
</tr>
{%- endblock -%}

{%- block table_footer -%}
{%- endblock -%}
