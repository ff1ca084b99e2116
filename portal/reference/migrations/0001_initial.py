"""The reference tables, and the SQL functions that search and sorting stand on everywhere in the portal.

The functions are written with RETURN, so that PostgreSQL binds what they use when they are made: a restored dump needs no
search path, and a generated column or an index may lean on them.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
import portal.reference.collation
from django.contrib.postgres.operations import BtreeGinExtension, BtreeGistExtension, TrigramExtension
from django.db import migrations, models

FUNCTIONS = r"""
CREATE FUNCTION samkop_fold(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN lower(normalize(value, NFC) COLLATE pg_catalog.pg_c_utf8);

COMMENT ON FUNCTION samkop_fold(text) IS 'A text as trigrams compare it: lower-cased and composed.';

CREATE FUNCTION samkop_search_vector(value text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector('pg_catalog.swedish'::regconfig, samkop_fold(value))
        || to_tsvector('pg_catalog.norwegian'::regconfig, samkop_fold(value))
        || to_tsvector('pg_catalog.english'::regconfig, samkop_fold(value));

COMMENT ON FUNCTION samkop_search_vector(text) IS 'The word forms of a text in Swedish, Norwegian and English.';

CREATE FUNCTION samkop_search_query(value text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN websearch_to_tsquery('pg_catalog.swedish'::regconfig, samkop_fold(value))
        || websearch_to_tsquery('pg_catalog.norwegian'::regconfig, samkop_fold(value))
        || websearch_to_tsquery('pg_catalog.english'::regconfig, samkop_fold(value));

COMMENT ON FUNCTION samkop_search_query(text) IS 'What somebody typed, to be found in samkop_search_vector in any language.';

-- In ASCII { | } follow z: they stand for the three letters that end the alphabet.
CREATE FUNCTION samkop_sort_key(value text, alphabet text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN translate(
        btrim(regexp_replace(
            samkop_fold(value) COLLATE "C", '[^0-9a-z\u00c0-\u1fff\u2070-\U0010ffff]+', ' ', 'g'
        )),
        CASE alphabet WHEN 'nb' THEN 'æäøöå' ELSE 'åäæöø' END || 'áàâãçčćďđðéèêëěíìîïłñňńŋóòôõřšśßťŧúùûůüýÿžźż',
        CASE alphabet WHEN 'nb' THEN '{{||}' ELSE '{||}}' END || 'aaaacccdddeeeeeiiiilnnnnoooorsssttuuuuuyyzzz'
    );

COMMENT ON FUNCTION samkop_sort_key(text, text) IS
    'A text whose byte order is alphabetical: Swedish (sv) ends in å ä ö, Norwegian (nb) in æ ø å.';
"""

DROP_FUNCTIONS = """
DROP FUNCTION samkop_sort_key(text, text);
DROP FUNCTION samkop_search_query(text);
DROP FUNCTION samkop_search_vector(text);
DROP FUNCTION samkop_fold(text);
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        TrigramExtension(),
        BtreeGinExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.CreateModel(
            name='County',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(choices=[('SE', 'Sweden'), ('NO', 'Norway')], max_length=2)),
                ('code', models.CharField(help_text="The statistical office's code.", max_length=2)),
                ('name', models.CharField(max_length=100)),
                ('nuts3', models.CharField(max_length=5)),
            ],
            options={
                'ordering': ['country', 'code'],
                'constraints': [models.UniqueConstraint(fields=('country', 'code'), name='county_code_per_country')],
            },
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(choices=[('SE', 'Sweden'), ('NO', 'Norway')], max_length=2)),
                ('code', models.CharField(help_text="SCB's code in Sweden, SSB's in Norway.", max_length=4)),
                ('name', models.CharField(max_length=100)),
                ('official_name', models.CharField(max_length=100)),
                ('sami_name', models.CharField(blank=True, default='', max_length=100)),
                ('nuts3', models.CharField(max_length=5)),
                ('registration_number', models.CharField(blank=True, help_text='Unknown for two that were formed in 2024.', max_length=10, null=True)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='municipalities', to='reference.county')),
            ],
            options={
                'ordering': ['country', 'code'],
            },
        ),
        migrations.CreateModel(
            name='MunicipalityPopulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('population', models.PositiveIntegerField()),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='populations', to='reference.municipality')),
            ],
            options={
                'ordering': ['municipality', 'year'],
            },
        ),
        migrations.CreateModel(
            name='NutsArea',
            fields=[
                ('code', models.CharField(max_length=5, primary_key=True, serialize=False)),
                ('level', models.PositiveSmallIntegerField()),
                ('country', models.CharField(choices=[('SE', 'Sweden'), ('NO', 'Norway')], max_length=2)),
                ('name', models.CharField(max_length=100)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='reference.nutsarea')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='CpvCode',
            fields=[
                ('code', models.CharField(max_length=8, primary_key=True, serialize=False)),
                ('check_digit', models.CharField(max_length=1)),
                ('label_en', models.CharField(max_length=200)),
                ('label_sv', models.CharField(max_length=200)),
                ('label_nb', models.CharField(max_length=200)),
                ('level', models.CharField(choices=[('division', 'Division'), ('group', 'Group'), ('class', 'Class'), ('category', 'Category'), ('subcategory', 'Subcategory')], max_length=11)),
                ('is_light_regime', models.BooleanField(default=False, help_text='Social and other specific services (2014/24/EU, annex XIV).')),
                ('search_vector', models.GeneratedField(db_persist=True, expression=portal.reference.collation.SearchVector(django.db.models.functions.text.Concat('label_sv', models.Value(' '), 'label_nb', models.Value(' '), 'label_en')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('search_text', models.GeneratedField(db_persist=True, expression=portal.reference.collation.Fold(django.db.models.functions.text.Concat('label_sv', models.Value('|'), 'label_nb', models.Value('|'), 'label_en')), output_field=models.TextField())),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='reference.cpvcode')),
            ],
            options={
                'ordering': ['code'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search_vector'], name='cpv_words'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('search_text', name='gin_trgm_ops'), name='cpv_trigrams')],
                'constraints': [models.CheckConstraint(condition=models.Q(('check_digit__regex', '^\\d$'), ('code__regex', '^\\d{8}$')), name='cpv_digits'), models.CheckConstraint(condition=models.Q(models.Q(('level', 'division'), ('parent', None)), models.Q(models.Q(('level', 'division'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='cpv_division_is_the_root')],
            },
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.UniqueConstraint(fields=('country', 'code'), name='municipality_code_per_country'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.UniqueConstraint(fields=('country', 'registration_number'), name='municipality_number_per_country'),
        ),
        migrations.AddConstraint(
            model_name='municipalitypopulation',
            constraint=models.UniqueConstraint(fields=('municipality', 'year'), name='one_population_per_year'),
        ),
        migrations.AddConstraint(
            model_name='nutsarea',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('level', 0), ('parent', None)), models.Q(('level__in', [1, 2, 3]), ('parent__isnull', False)), _connector='OR'), name='nuts_country_is_the_root'),
        ),
    ]
