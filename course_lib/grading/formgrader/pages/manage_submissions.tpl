{%- extends "nbgrader/manage_submissions.tpl" -%}

{%- block head -%}
{{ super() }}
<style>.gone, .autograde, .generate-feedback, .release-feedback { display: none }</style>
{%- endblock head -%}

{%- block messages -%}
<p><code>course grade</code> grades submissions, <code>course report {{ assignment_id }}</code> writes a page for each student.</p>
{%- endblock -%}

{%- block table_header -%}
<tr>
  <th>Student Name</th>
  <th class="text-center">Student ID</th>
  <th class="text-center">Timestamp</th>
  <th class="text-center">Status</th>
  <th class="text-center">Score</th>
  {% for _ in range(3) %}<th class="gone no-sort"></th>{% endfor %}
</tr>
{%- endblock -%}
